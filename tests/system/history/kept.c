/*
 * Records that are not stored wait in the server: an upgrade hands them to the
 * next program and its journal, once each and in order, and so does one to an
 * older program and back. A server that stops has its journal store them, or
 * the next journal if that one is killed before. If too many wait, senders wait
 * too, for hold_time; then events are lost, and readers see a gap where they
 * were.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/filler.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define MESSAGES 100
#define LENGTH 500 /* of long ones */
#define LONG 200 /* more than queue_max */

static const char *
config_with(const char *more)
{
	static char text[4 * SCRATCH_PATH];

	(void)snprintf(
	    text, sizeof(text), "%s%s", journal_config(), more); /* fits */
	return text;
}

static void
say_all(struct conn *ali, int first, int last)
{
	for (int i = first; i <= last; i++) {
		conn_say(ali, "send tea m%d.", i);
		conn_expect(ali, "msg * tea ali m%d.", i);
	}
}

static void
are_there(struct conn *ali, int count)
{
	conn_say(ali, "history tea said last 1000");
	for (int i = 0; i < count; i++)
		conn_expect(ali, "past msg * tea ali m%d.", i);
	conn_expect(ali, "ok history tea %d *", count);
}

/* The journal hangs while one program after the other takes over. */
static void
are_handed_over(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = config_with("hold_time 3600\ngrace 60\n"),
	    .paced = true });
	struct conn *ali = conn_member(server, "ali", "tea");
	pid_t journal;

	say_all(ali, 0, MESSAGES - 1);
	journal_signal(server, SIGSTOP);
	say_all(ali, MESSAGES, 2 * MESSAGES - 1);
	upgrade_to(server, UPGRADE_LATER);
	server_pace(server, 60 * SEC); /* the journal that hangs has */
	are_there(ali, 2 * MESSAGES);
	PASS("what was not stored is handed over, and stored");
	upgrade_to(server, UPGRADE_PACED);
	say_all(ali, 2 * MESSAGES, 3 * MESSAGES - 1);
	journal = journal_find(server);
	MUST(kill(journal, SIGKILL) == 0, "no journal");
	proc_expect_gone(journal);
	server_pace(server, SEC); /* the next one comes */
	are_there(ali, 3 * MESSAGES);
	PASS("to a journal that follows another one, too");
	server_stop(server);
}

/* Hears what has come; returns how many messages there have been by then. */
static int
hear_some(struct conn *ali, int heard)
{
	char pattern[64];
	struct str line;

	server_await_rest();
	for (; conn_has_line(ali, &line); heard++) {
		(void)snprintf(
		    pattern, sizeof(pattern), "msg * tea ali n%d. ...", heard);
		MUST(pattern_matches(pattern, line), "\"%.*s\"", (int)line.len,
		    line.at);
	}
	return heard;
}

/* Long messages, of which some wait and more than fit are said. */
static void
say_too_much(struct server *server, struct conn *ali)
{
	int heard;

	for (int i = 0; i < LONG; i++)
		conn_say(ali, "send tea n%d. %s", i, filler(LENGTH));
	heard = hear_some(ali, 0);
	TAP_OK(heard < LONG, "when too much waits so do senders: %d", heard);
	while (heard < LONG) {
		server_pace(server, 60 * SEC);
		heard = hear_some(ali, heard);
	}
	PASS("and the chat goes on after hold_time");
}

/* Reads to the gap; returns how many messages are before it. */
static int
read_to_gap(struct conn *ali)
{
	int before = 0;

	conn_say(ali, "history tea last 1000");
	while (conn_line(ali),
	    str_begins(ali->line, STR("past ")) &&
		!str_begins(ali->line, STR("past gap "))) {
		char pattern[64];
		(void)snprintf(pattern, sizeof(pattern),
		    "past msg * tea ali n%d. ...", before);
		before += pattern_matches(pattern, ali->line);
	}
	TAP_OK(pattern_matches("past gap * *", ali->line),
	    "what was lost is a gap, after %d messages", before);
	return before;
}

static void
are_lost(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = config_with("hold_time 60\n"
				  "queue_max 64K\nqueue_total 1M\n"),
	    .paced = true });
	struct conn *ali = conn_member(server, "ali", "tea");
	int before;

	conn_ask(ali, "send tea first", "msg * tea ali first");
	journal_signal(server, SIGSTOP);
	say_too_much(server, ali);
	server_expect(server, "history: tea: events are lost, ...");
	journal_signal(server, SIGCONT);
	server_expect(server, "history: tea: events from * to * are lost");
	conn_ask(ali, "send tea last", "msg * tea ali last");
	before = read_to_gap(ali);
	TAP_OK(before > 50 && before < LONG, "which begins where it was full");
	conn_expect(ali, "past msg * tea ali last");
	conn_expect(ali, "ok history tea ...");
	PASS("and ends where there was room again");
	server_stop(server);
}

/* The journal has them all, hangs, and is killed when it is to end. */
static void
are_stored_at_a_stop(void)
{
	char config[8 * SCRATCH_PATH];
	const struct setup setup = { .config = config };

	(void)snprintf(config, sizeof(config), "%s",
	    config_with("grace 3600\n")); /* fits */
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "rice");
	const pid_t journal = journal_find(server);

	conn_ask(ali, "send rice 0", "msg * rice ali 0");
	(void)kill(journal, SIGSTOP);
	for (int i = 1; i < MESSAGES; i++) {
		conn_say(ali, "send rice %d", i);
		conn_expect(ali, "msg * rice ali %d", i);
	}
	server_signal(server, SIGTERM);
	server_expect(server, "ended: ali ...");
	conn_close(ali);
	(void)kill(journal, SIGKILL);
	TAP_NUM(server_status(server), 0, "a server stops");
	TAP_OK(!server_logged(server, "history: * records not stored"),
	    "and has all stored, although its journal was killed");
	server = server_start(&setup);
	ali = conn_member(server, "ali", "rice");
	conn_say(ali, "history rice said last 1000");
	for (int i = 0; i < MESSAGES; i++)
		conn_expect(ali, "past msg * rice ali %d", i);
	conn_expect(ali, "ok history rice %d *", MESSAGES);
	PASS("the next one has them");
	server_stop(server);
}

int
main(void)
{
	are_handed_over();
	are_stored_at_a_stop();
	are_lost();
	return tap_done();
}
