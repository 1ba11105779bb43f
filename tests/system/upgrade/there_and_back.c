/*
 * To a later version and back: clients keep their connections and workers,
 * events have no gap and no duplicate, and the server's state stays the same.
 * Older clients may still send a command that the later version has dropped.
 * After the return, clients of the later version can no longer send its new
 * commands, but stay connected.
 */
#include <stdio.h>

#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define MESSAGES 20 /* on each side of a leap */

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
	pid_t worker[2];
	uint64_t id; /* of the event that came last */
	int said;
	char facts[SHELL_TEXT];
} all;

/* That it lives, and since when. */
static const char *
ask_facts(void)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "forkcastctl -p %ld metrics | grep -E '^forkcast_(up|start)'",
	    (long)all.server->pid);
	struct shell *shell = shell_start("1", script);
	MUST(shell_status(shell) == 0, "no metrics");
	return shell_said(shell);
}

/* Which is shown a moment later. */
static void
expect_counts(const char *counts)
{
	char script[256];

	server_pace(all.server, SEC);
	(void)snprintf(script, sizeof(script),
	    "until forkcastctl -p %ld status | grep -q '%s'; do"
	    " sleep 0.05 || sleep 1; done",
	    (long)all.server->pid, counts);
	TAP_NUM(shell_status(shell_start("1", script)), 0, "%s", counts);
}

static void
start(void)
{
	all.server = server_start(&(struct setup) {
	    .config = "group tea\nmax_joined 2\n", .paced = true });
	all.javad = conn_member(all.server, "javad", "1");
	all.ali = conn_member(all.server, "ali", "1");
	conn_expect(all.javad, "join * 1 ali");
	conn_ask(all.javad, "topic 1 at five", "topic * 1 javad at five");
	conn_expect(all.ali, "topic * 1 javad at five");
	all.id = conn_id(all.ali);
	all.worker[0] = server_worker(all.server, "javad");
	all.worker[1] = server_worker(all.server, "ali");
	struct conn *control = conn_open_at(all.server->control);
	conn_ask(control, "ban 192.0.2.7", "ok 0 clients ...");
	conn_close(control);
}

static void
talk(void)
{
	for (int i = 0; i < MESSAGES; i++) {
		conn_say(all.javad, "send 1 %d", ++all.said);
		conn_expect(all.javad, "msg * 1 javad %d", all.said);
		conn_expect(all.ali, "msg * 1 javad %d", all.said);
		MUST(conn_id(all.ali) > all.id, "IDs do not rise");
		all.id = conn_id(all.ali);
	}
}

/* Half a line is said before it, some of it while it is done. */
static void
leap(const char *program, const char *done)
{
	struct conn *control;

	talk();
	(void)snprintf(all.facts, sizeof(all.facts), "%s", ask_facts());
	conn_send(all.ali, "send 1 half", 11);
	control =
	    upgrade_ask(all.server, "upgrade %s", upgrade_program(program));
	conn_send(all.ali, " a li", 5);
	upgrade_expect(control, done);
	conn_send(all.ali, "ne\n", 3);
	conn_close(control);
	server_expect(all.server, "upgrade: rehearsed");
	server_expect(all.server, "upgrade: done %s", done + 3);
	conn_expect(all.ali, "msg * 1 ali half a line");
	conn_expect(all.javad, "msg * 1 ali half a line");
	talk();
	PASS("talk goes on over it: %s", done + 3);
}

static void
expect_the_same(void)
{
	struct conn *control = conn_open_at(all.server->control);

	TAP_STR(str_from(ask_facts()), str_from(all.facts),
	    "the server has been there since it was started");
	conn_ask(control, "bans", "- 192.0.2.7");
	conn_expect(control, "ok bans");
	conn_close(control);
	conn_ask(all.ali, "names 1", "names 1 javad ali");
	conn_expect(all.ali, "ok names 1 2");
	conn_ask(all.ali, "topic 1", "ok topic 1 at five");
	conn_ask(all.ali, "name JAVAD", "err name name-taken ...");
	conn_ask(all.ali, "join tea", "join * tea ali");
	conn_ask(all.ali, "join 3", "err join too-many ...");
	conn_ask(all.ali, "leave tea", "leave * tea ali");
	PASS("groups, topics, names, bans and limits are what they were");
	TAP_OK(server_worker(all.server, "javad") == all.worker[0] &&
		server_worker(all.server, "ali") == all.worker[1],
	    "each has the worker that it had");
}

/* Before what it has said behind it is answered. */
static void
expect_groups(struct conn *conn)
{
	conn_say(conn, "groups");
	conn_expect(conn, "group ...");
	conn_wait_for(conn, "ok groups *");
	conn_ask(conn, "groups x", "err groups bad-command ...");
	conn_say(conn, "help groups");
	conn_wait_for(conn, "ok help");
}

int
main(void)
{
	struct conn *reza;

	start();
	leap(UPGRADE_LATER,
	    "ok " VERSION " to " UPGRADE_LATER_VERSION ", 2 clients, * ms");
	expect_the_same();
	expect_groups(all.javad);
	PASS("what is gone is there for who was there before");
	reza = conn_named(all.server, "reza");
	conn_ask(reza, "groups", "err - bad-command ...");
	conn_ask(reza, "help groups", "err help bad-command ...");
	PASS("and for nobody who comes now");
	conn_ask(reza, "join 2", "join * 2 reza");
	conn_ask(reza, "shout 2 hello", "msg * 2 reza hello");
	conn_ask(all.javad, "shout 1 hello", "err - bad-command ...");
	leap(UPGRADE_PACED,
	    "ok " UPGRADE_LATER_VERSION " to " VERSION ", 3 clients, * ms");
	expect_the_same();
	expect_groups(all.javad);
	conn_ask(reza, "shout 2 hello", "err - bad-command ...");
	conn_ask(reza, "send 2 hello", "msg * 2 reza hello");
	conn_ask(reza, "groups", "err - bad-command ...");
	PASS("what it had come to know is unknown again, and it stays");
	expect_groups(conn_named(all.server, "late"));
	expect_counts("^clients 4 of 1000, groups 3, came 4, crashed 0,");
	server_stop(all.server);
	return tap_done();
}
