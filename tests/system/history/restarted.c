/*
 * The past is read in each form by the next server, by one after a crash, and
 * by another journal: 300 messages, so that an answer takes several questions
 * and its places are found in the index. Nobody reads as a member who was
 * banned while a server had no history.
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

/* Ali and bob are members of a group, which lasts, when something is said. */
static void
tells_members(struct server *server)
{
	struct conn *ali = keeper_come(server, "ali");
	struct conn *bob = keeper_come(server, "bob");

	conn_ask(ali, "join ops", "join * ops ali");
	conn_say(ali, "register ops\nmode ops -i\nping");
	conn_wait_for(ali, "ok ping");
	conn_ask(bob, "join ops", "join * ops bob");
	conn_expect(ali, "join * ops bob");
	conn_ask(ali, "mode ops +i", "ok mode ops +i");
	conn_ask(ali, "send ops secret", "msg * ops ali secret");
	conn_close(ali);
	conn_close(bob);
}

/*
 * Bans bob while there is no history: from the start, or from a reload until
 * the server ends.
 */
static void
bans_unrecorded(struct setup *setup, bool reloads)
{
	static char without[1024];
	struct server *server;
	struct conn *ali;

	(void)snprintf(without, sizeof(without), "%stable hall\n",
	    keeper_config()); /* fits */
	setup->config = reloads ? journal_config() : without;
	server = server_start(setup);
	if (reloads)
		server_reload(server, without);
	ali = keeper_come(server, "ali");
	conn_ask(ali, "join ops", "join * ops ali");
	conn_ask(ali, "mode ops +b ~a:bob", "ok mode ops +b ~a:bob");
	conn_ask(ali, "mode ops -b ~a:bob", "ok mode ops -b ~a:bob");
	server_stop(server);
	conn_close(ali);
}

static void
expects_stranger(struct setup *setup, const char *what)
{
	struct server *server;
	struct conn *bob;

	setup->config = journal_config();
	server = server_start(setup);
	bob = keeper_come(server, "bob");
	conn_ask(bob, "history ops said last 9", "err history * ...");
	PASS("%s", what);
	conn_close(bob);
	server_stop(server);
}

static void
forgets_members(struct setup *setup)
{
	struct server *server;

	server = server_start(setup);
	keeper_add(server, "ali");
	keeper_add(server, "bob");
	tells_members(server);
	server_stop(server);
	bans_unrecorded(setup, false);
	expects_stranger(setup, "not by who was banned without a history");
	server = server_start(setup);
	tells_members(server);
	server_stop(server);
	bans_unrecorded(setup, true);
	expects_stranger(setup, "even if the server had one when it began");
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
	forgets_members(&setup);
	return tap_done();
}
