/*
 * An upgrade comes amid what waits for the journal: records of messages, a
 * request for the past, a letter, a redaction and a sync. It waits until all of
 * it is finished, once and in order, and so does the next one.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define BEFORE 10 /* messages that are stored */
#define MEANWHILE 5 /* that wait */

static struct {
	struct server *server;
	struct conn *ali, *bo, *dan, *eve, *fay;
	unsigned said, letters;
	char id[24]; /* of a message of fay's, which is deleted */
} test;

static void
hear(struct conn *conn, unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last; i++)
		conn_expect(conn, "msg * tea ali %u.", i);
}

/* They wait: the journal is stopped, and everything has come to the server. */
static void
ask_for_all(void)
{
	journal_signal(test.server, SIGSTOP);
	for (unsigned i = 0; i < MEANWHILE; i++)
		conn_say(test.ali, "send tea %u.", test.said + i);
	conn_say(test.dan, "tell cy letter %u", test.letters++);
	conn_say(test.bo, "history tea said last 1000");
	conn_say(test.eve, "sync");
	conn_say(test.fay, "redact milk %s", test.id);
	server_await_rest();
}

/* Each message comes as an event, and in the answer or after it. */
static void
are_finished(const char *program)
{
	const unsigned last = test.said + MEANWHILE - 1;
	struct str line;
	unsigned past = 0, heard = test.said;

	hear(test.ali, test.said, last);
	do {
		char wanted[64];
		line = conn_line(test.bo);
		(void)snprintf(
		    wanted, sizeof(wanted), "past msg * tea ali %u.", past);
		past += pattern_matches(wanted, line);
		(void)snprintf(
		    wanted, sizeof(wanted), "msg * tea ali %u.", heard);
		heard += pattern_matches(wanted, line);
		MUST(!str_begins(line, STR("err ")), "\"%.*s\"", (int)line.len,
		    line.at);
	} while (!pattern_matches("ok history ...", line));
	MUST(past >= test.said, "only %u messages are read", past);
	hear(test.bo, heard, last);
	conn_expect(test.dan, "ok tell kept * cy");
	conn_expect(test.eve, "ok sync *");
	conn_expect(test.fay, "redact * milk fay %s", test.id);
	test.said = last + 1;
	PASS("%s: all is finished", program);
}

/* Says what will be deleted. */
static void
say_other(void)
{
	conn_ask(test.fay, "send milk x", "msg * milk fay x");
	(void)snprintf(test.id, sizeof(test.id), "%llu",
	    (unsigned long long)conn_id(test.fay)); /* fits */
}

static void
goes_on_in(const char *program)
{
	struct conn *control;

	say_other();
	ask_for_all();
	control =
	    upgrade_ask(test.server, "upgrade %s", upgrade_program(program));
	journal_signal(test.server, SIGCONT);
	upgrade_expect(control, "ok ...");
	are_finished(program);
}

static void
all_is_there(void)
{
	struct conn *cy;

	conn_say(test.bo, "history tea said last 1000");
	for (unsigned i = 0; i < test.said; i++)
		conn_expect(test.bo, "past msg * tea ali %u.", i);
	conn_expect(test.bo, "ok history tea %u *", test.said);
	PASS("the messages are in the history, once and in order");
	cy = keeper_come(test.server, "cy");
	conn_expect(cy, "letters");
	for (unsigned i = 0; i < test.letters; i++)
		conn_expect(cy, "past tell * dan cy letter %u", i);
	conn_expect(cy, "letters *");
	PASS("and so are the letters");
}

int
main(void)
{
	char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync none\nhold_time 3600\ngrace 60\n"
	    "line_rate 0\nbyte_rate 0\n",
	    journal_config()); /* fits */
	test.server =
	    server_start(&(struct setup) { .config = config, .paced = true });
	keeper_add(test.server, "cy");
	keeper_add(test.server, "dan");
	test.ali = conn_member(test.server, "ali", "tea");
	test.bo = conn_member(test.server, "bo", "tea");
	conn_expect(test.ali, "join * tea bo");
	test.dan = keeper_come(test.server, "dan");
	for (; test.said < BEFORE; test.said++) {
		conn_say(test.ali, "send tea %u.", test.said);
		hear(test.ali, test.said, test.said);
		hear(test.bo, test.said, test.said);
	}
	test.eve = conn_named(test.server, "eve");
	test.fay = conn_member(test.server, "fay", "milk");
	goes_on_in(UPGRADE_LATER);
	goes_on_in(UPGRADE_PACED);
	all_is_there();
	server_stop(test.server);
	return tap_done();
}
