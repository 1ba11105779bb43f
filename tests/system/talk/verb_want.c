/*
 * want gives each member events in its form, and a client that changes its form
 * gets the next ones so; the order is the same in both.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"

#define LINES 300

static const struct step refused[] = {
	{ "want", "err want bad-command ..." },
	{ "want more", "err want bad-command ..." },
	{ "want full now", "err want bad-command ..." },
};

/* Both forms of all that two members see of a third. */
static void
test_events(const struct server *server, struct conn *full, struct conn *brief)
{
	struct conn *reza = conn_named(server, "reza");

	conn_ask(reza, "join 1", "join * 1 reza");
	conn_expect(full, "join * 1 reza!user@*.ip!*!- reza");
	conn_expect(brief, "join * 1 reza");
	conn_ask(reza, "send 1 hi all", "msg * 1 reza hi all");
	conn_expect(full, "msg * 1 reza!user@*.ip!*!- hi all");
	conn_expect(brief, "msg * 1 reza hi all");
	conn_ask(reza, "topic 1 tea", "topic * 1 reza tea");
	conn_expect(full, "topic * 1 reza!user@*.ip!*!- tea");
	conn_expect(brief, "topic * 1 reza tea");
	conn_ask(reza, "name sam", "name * reza sam");
	conn_expect(full, "name * reza!user@*.ip!*!- sam");
	conn_expect(brief, "name * reza sam");
	conn_ask(reza, "tell ali x", "tell * sam ali x");
	conn_expect(full, "tell * sam!user@*.ip!*!- ali x");
	conn_ask(reza, "leave 1 so long", "leave * 1 sam so long");
	conn_expect(full, "leave * 1 sam!user@*.ip!*!- so long");
	conn_expect(brief, "leave * 1 sam so long");
	conn_ask(reza, "join 1", "join * 1 sam");
	conn_expect(full, "join * 1 sam!user@*.ip!*!- sam");
	conn_expect(brief, "join * 1 sam");
	conn_close(reza);
	conn_expect(full, "quit * sam!user@*.ip!*!- Connection closed");
	conn_expect(brief, "quit * sam");
	PASS("of one event each gets the form that it wants");
}

static uint64_t
next_id(struct conn *conn, const char *pattern, int number)
{
	char line[64];

	(void)snprintf(line, sizeof(line), pattern, number); /* fits */
	conn_expect(conn, "%s", line);
	return conn_id(conn);
}

/* Whoever speaks changes its mind now and then. */
static void
test_order(struct conn *full, struct conn *brief)
{
	for (int i = 0; i < LINES; i++) {
		if (i % 10 == 0)
			conn_say(
			    brief, "want %s", i % 20 == 0 ? "full" : "short");
		conn_say(brief, "send 1 %d", i);
	}
	for (int i = 0; i < LINES; i++) {
		const bool is_full = i % 20 < 10;
		if (i % 10 == 0)
			conn_expect(
			    brief, "ok want %s", is_full ? "full" : "short");
		const uint64_t id = next_id(brief,
		    is_full ? "msg * 1 bo!user@*.ip!*!- %d" : "msg * 1 bo %d",
		    i);
		MUST(next_id(full, "msg * 1 bo!user@*.ip!*!- %d", i) == id,
		    "another ID");
	}
	PASS("%d messages came in order to both, in the form wanted then",
	    LINES);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *full = conn_open(server);
	struct conn *brief;

	conn_ask(full, "want full", "ok want full");
	conn_ask(full, "ali", "ok name ali");
	conn_ask(full, "join 1", "join * 1 ali!user@*.ip!*!- ali");
	brief = conn_member(server, "bo", "1");
	conn_expect(full, "join * 1 bo!user@*.ip!*!- bo");
	conn_steps(brief, refused);
	test_events(server, full, brief);
	test_order(full, brief);
	server_stop(server);
	return tap_done();
}
