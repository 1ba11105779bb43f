/*
 * The past is read in each form by the next server, by one after a crash, and
 * by another journal: 300 messages, so that an answer takes several questions.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/journal.h"

#define MESSAGES 300

static void
say_all(struct conn *ali)
{
	for (int i = 0; i < MESSAGES; i++) {
		conn_say(ali, "send 1 m%d.", i);
		conn_expect(ali, "msg * 1 ali m%d.", i);
	}
}

/* Reads messages from number first to last, in the order of the answer. */
static void
expect_past(struct conn *conn, int first, int last)
{
	for (int i = first; i <= last; i++)
		conn_expect(conn, "past msg * 1 ali m%d.", i);
}

static void
reads_all(struct server *server, const char *name, const char *what)
{
	struct conn *conn = conn_named(server, name);

	conn_ask(conn, "join 1", "join * 1 *");
	conn_say(conn, "history 1 said last 1000");
	expect_past(conn, 0, MESSAGES - 1);
	conn_expect(conn, "ok history 1 300 *");
	conn_say(conn, "history 1 said after 1 200");
	expect_past(conn, 0, 199);
	conn_expect(conn, "ok history 1 200 *");
	conn_say(conn, "history 1 find 1 0 M7.");
	expect_past(conn, 7, 7);
	conn_expect(conn, "ok history 1 1 *");
	PASS("%s", what);
	conn_ask(conn, "quit", "bye quit *");
	conn_close(conn);
}

int
main(void)
{
	struct setup setup = { .config = journal_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_named(server, "ali");
	pid_t journal;

	conn_ask(ali, "join 1", "join * 1 ali");
	say_all(ali);
	reads_all(server, "one", "by the journal that wrote it");
	journal = journal_find(server);
	journal_signal(server, SIGKILL);
	(void)journal_expect_other(server, journal);
	reads_all(server, "two", "by the next one");
	server_stop(server);
	server = server_start(&setup);
	reads_all(server, "three", "by the next server");
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "a server is killed");
	server = server_start(&setup);
	reads_all(server, "four", "by one after a crash");
	server_stop(server);
	return tap_done();
}
