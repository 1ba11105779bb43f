/* A worker that has been taken over, and the others: see rogue.h. */
#include "rogue.h"

#include <stdio.h>

#include "deadline.h"
#include "pattern.h"
#include "scratch.h"

/* Between two rounds of talk: the server is patient with the rogue. */
#define BETWEEN_ROUNDS (5 * SEC)

static struct {
	struct conn *other[ROGUE_OTHERS];
	unsigned rounds;
	size_t ends; /* that were expected */
} rogue;

struct server *
rogue_server(void)
{
	char name[16];

	rogue.ends = 0;
	struct server *server = server_start(
	    &(struct setup) { .program = "tests/servers/hostile/forkcastd",
		.config = "stall_time 60\ngrace 60\nsandbox off\n",
		.paced = true,
		.alone = true });
	/* What it is here for; each test expects how it ends. */
	(void)server_logged(server, "broken: ...");
	for (unsigned i = 0; i < ROGUE_OTHERS; i++) {
		(void)snprintf(name, sizeof(name), "other-%u", i);
		rogue.other[i] = conn_member(server, name, "1");
	}
	for (unsigned i = 0; i < ROGUE_OTHERS; i++) {
		conn_say(rogue.other[i], "ping here");
		conn_wait_for(rogue.other[i], "ok ping here");
	}
	return server;
}

struct conn *
rogue_call(const struct server *server, const char *what)
{
	struct conn *conn = conn_open(server);

	conn_await_worker(conn, server);
	conn_say(conn, "hostile %s", what);
	return conn;
}

/* The next line that is not about the rogue's own coming, talk and going. */
static struct str
next_line(const char *where, struct conn *conn)
{
	struct str line;

	do
		line = conn_line_at(where, conn);
	while (pattern_matches("* * 1 rogue...", line) ||
	    pattern_matches("quit * rogue...", line));
	return line;
}

static void
expect(const char *where, struct conn *conn, const char *name, unsigned round)
{
	char pattern[64];
	const struct str line = next_line(where, conn);

	(void)snprintf(
	    pattern, sizeof(pattern), "msg * 1 %s round %u", name, round);
	if (!pattern_matches(pattern, line))
		must_end(where, "%s: wanted \"%s\", got \"%.*s\"", conn->label,
		    pattern, (int)line.len, line.at);
}

void
rogue_others_talk_at(const char *where)
{
	rogue.rounds++;
	for (size_t i = 0; i < ROGUE_OTHERS; i++) {
		struct conn *other = rogue.other[i];
		conn_say(other, "send 1 round %u", rogue.rounds);
		for (size_t k = 0; k < ROGUE_OTHERS; k++)
			expect(
			    where, rogue.other[k], other->label, rogue.rounds);
	}
}

void
rogue_await_at(
    const char *where, struct server *server, const char *pattern, size_t times)
{
	const usec end = deadline();
	bool late = false;

	/* Behind the end once more: the machine may have stood still. */
	while (server_logged(server, pattern) < times) {
		if (late)
			must_end(
			    where, "the server did not log \"%s\"", pattern);
		late = deadline_passed(end);
		rogue_others_talk_at(where);
		(void)server_pace_at(where, server, BETWEEN_ROUNDS);
	}
	rogue_others_talk_at(where);
}

void
rogue_expect_end_at(
    const char *where, struct server *server, const char *pattern)
{
	rogue_await_at(where, server, pattern, ++rogue.ends);
	server_expect_workers_at(where, server, ROGUE_OTHERS);
	struct conn *heir = conn_named_at(where, server, "rogue");
	conn_ask_at(where, heir, "quit", "bye quit ...");
	conn_close(heir);
	tap_ok(true, "it is ended: %s", pattern);
	tap_ok(true, "%u rounds of the others' talk", rogue.rounds);
}

void
rogue_test(const char *what, const char *pattern)
{
	struct server *server = rogue_server();

	(void)rogue_call(server, what);
	rogue_expect_end(server, pattern);
	server_stop(server);
}
