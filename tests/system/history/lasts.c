/*
 * The history outlasts its process, the server and an upgrade: a member who
 * asks for what came after the last event it knows gets all of it, in order,
 * and nothing twice.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/filler.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define MESSAGES 900
#define KILLED_EVERY 180 /* the next journal comes later each time */
#define LONG 3700 /* bytes of a message: all of them fill a reader's pipes */

static struct {
	struct server *server;
	struct conn *ali; /* logged in */
	char config[1024];
	unsigned sent;
	char last[32]; /* ID of the last event that was read */
	unsigned next; /* number of the message that is read next */
} test;

static void
come(void)
{
	test.ali = conn_open_small(test.server->address[0]);
	conn_ask(test.ali, "login ali pw", "ok login ali");
	conn_ask(test.ali, "ali", "ok name ali");
}

static void
join(void)
{
	conn_ask(test.ali, "join tea", "join * tea ali");
}

static void
send_one(void)
{
	conn_say(test.ali, "send tea %u %s", ++test.sent, filler(LONG));
	conn_wait_for(test.ali, "msg * tea ali %u ...", test.sent);
}

/* Takes "past msg ID tea ali NUMBER ...": the next one, with a higher ID. */
static void
take_message(struct str line)
{
	char pattern[64];
	struct str id;

	(void)snprintf(pattern, sizeof(pattern), "past msg * tea ali %u *",
	    test.next); /* fits */
	MUST(pattern_matches(pattern, line), "got \"%.60s\", wanted %u",
	    line.at, test.next);
	test.next++;
	for (int i = 0; i < 2; i++)
		(void)str_word(&line);
	id = str_word(&line);
	MUST(
	    id.len < sizeof(test.last) && strncmp(id.at, test.last, id.len) > 0,
	    "the IDs do not rise");
	(void)snprintf(
	    test.last, sizeof(test.last), "%.*s", (int)id.len, id.at);
}

/* Reads the answer to a request; returns the number of messages in it. */
static unsigned
read_answer(void)
{
	unsigned count = 0;
	struct str line;

	for (;;) {
		line = conn_line(test.ali);
		if (!str_begins(line, STR("past ")))
			break;
		take_message(line);
		count++;
	}
	MUST(
	    str_begins(line, STR("ok history tea ")), "got \"%.60s\"", line.at);
	return count;
}

/* As a client does: until fewer come than were asked for. */
static void
read_all(unsigned step)
{
	test.next = 1;
	(void)snprintf(test.last, sizeof(test.last), "0");
	do
		conn_say(
		    test.ali, "history tea said after %s %u", test.last, step);
	while (read_answer() == step);
	MUST(test.next == test.sent + 1, "%u are missing",
	    test.sent + 1 - test.next);
}

static void
outlasts_journal(void)
{
	while (test.sent < MESSAGES) {
		if (test.sent % KILLED_EVERY == 0)
			journal_signal(test.server, SIGKILL);
		send_one();
	}
	read_all(100);
	PASS("nothing is missing when the journal was killed");
	conn_say(test.ali, "history tea said after 0 1000");
	test.next = 1;
	(void)snprintf(test.last, sizeof(test.last), "0");
	for (unsigned i = 0; i < 100; i++)
		take_message(conn_line(test.ali));
	journal_signal(test.server, SIGKILL);
	MUST(read_answer() == test.sent - 100, "messages are missing");
	PASS("nor twice when that was in the middle of an answer");
}

static void
outlasts_server(void)
{
	conn_quit(test.ali);
	server_stop(test.server);
	test.server =
	    server_start(&(const struct setup) { .config = test.config });
	come();
	(void)snprintf(test.last, sizeof(test.last), "0");
	test.next = test.sent - 2;
	conn_say(test.ali, "history tea said last 3");
	MUST(read_answer() == 3, "not three");
	PASS("after a restart a member reads what was said last");
	join();
	send_one();
	read_all(1000);
	PASS("and everything before and after it");
}

/* A question that the journal had not answered goes to the next one. */
static void
outlasts_question(void)
{
	const pid_t journal = journal_find(test.server);
	struct conn *control;

	MUST(kill(journal, SIGSTOP) == 0, "no journal");
	conn_say(test.ali, "history tea said last 3");
	control = upgrade_ask(
	    test.server, "upgrade %s", upgrade_program(UPGRADE_THIS));
	MUST(kill(journal, SIGKILL) == 0, "no journal");
	upgrade_expect(control, "ok ...");
	test.next = test.sent - 2;
	(void)snprintf(test.last, sizeof(test.last), "0");
	MUST(read_answer() == 3, "not three");
	PASS("an upgrade waits for a question, which goes to the next journal");
}

static void
outlasts_program(void)
{
	struct str line;

	conn_say(test.ali, "history tea said after 0 1000");
	conn_say(test.ali, "ping x");
	test.next = 1;
	(void)snprintf(test.last, sizeof(test.last), "0");
	for (unsigned i = 0; i < 10; i++)
		take_message(conn_line(test.ali));
	upgrade_to(test.server, UPGRADE_LATER);
	while (str_begins(line = conn_line(test.ali), STR("past ")))
		take_message(line);
	MUST(str_begins(line, STR("err history unavailable ")), "got \"%.60s\"",
	    line.at);
	conn_expect(test.ali, "ok ping x");
	conn_say(test.ali, "history tea said after %s 1000", test.last);
	(void)read_answer();
	MUST(test.next == test.sent + 1, "messages are missing");
	PASS("a request that is not read ends, and the next goes on");
	send_one();
	read_all(50);
	PASS("which goes on with the history");
	upgrade_to(test.server, UPGRADE_THIS);
	send_one();
	read_all(50);
	PASS("as does the one after it");
}

int
main(void)
{
	(void)snprintf(test.config, sizeof(test.config),
	    "%shistory_sync none\nline_rate 0\nbyte_rate 0\n",
	    journal_config()); /* fits */
	test.server =
	    server_start(&(const struct setup) { .config = test.config });
	keeper_add(test.server, "ali");
	come();
	join();
	outlasts_journal();
	outlasts_server();
	outlasts_program();
	outlasts_question();
	server_stop(test.server);
	return tap_done();
}
