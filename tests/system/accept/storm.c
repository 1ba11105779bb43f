/*
 * While a denied address connects as fast as it can, other clients come in and
 * talk, orders are answered, each of thousands of newcomers to a full server is
 * told, and the log does not grow with the attempts.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/knocking.h"

#define ROUNDS 20
#define ENOUGH 2000 /* are refused */

/* A second; 0: no limit. One that is late itself would not be reached at all.
 */
#define RATE (delayed() ? 500 : 0)
#define RATE_FULL 4000

#define LOGGED 10 /* lines a second */

/* How many were refused without a line, by what the log says. */
static unsigned long
uncounted(struct server *server, const char *label)
{
	unsigned long count = 0;

	for (const char *at = strstr(server_log(server), label); at != NULL;
	     at = strstr(at + 1, label)) {
		char *end;
		const unsigned long more =
		    strtoul(at + strlen(label), &end, 10);
		if (strncmp(end, " more not logged\n", 17) == 0)
			count += more;
	}
	return count;
}

static void
await(struct server *server, const char *label, unsigned long wanted)
{
	unsigned long before = 0, count;
	usec end = 0;

	for (; (count = uncounted(server, label)) < wanted; before = count) {
		if (end == 0 || count > before)
			end = deadline();
		MUST(deadline_pause(end), "that is no storm");
	}
}

static void
expect_few(struct server *server, const char *pattern, usec start)
{
	const usec took = clock_mono() - start;
	const size_t lines = server_logged(server, pattern);

	TAP_OK(lines <= LOGGED * (took / SEC + 2),
	    "%zu of them are in the log, the others counted", lines);
}

static void
test_denied(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n" });
	struct conn *operator;

	conn_close(conn_open_from(server, "127.0.0.2:0")); /* if that can be */
	server_expect(server, "refused: 127.0.0.2:* (denied)");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server, "127.0.0.2:0", RATE);
	server_expect(server, "refused: * more not logged");
	struct conn *javad = conn_member(server, "javad", "1");
	for (int i = 0; i < ROUNDS; i++) {
		struct conn *ali = conn_member(server, "ali", "1");
		conn_expect(javad, "join * 1 ali");
		conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
		conn_expect(javad, "msg * 1 ali hello");
		conn_close(ali);
		conn_expect(javad, "quit * ali");
		operator= conn_open_at(server->control);
		conn_ask(operator, "ping", "ok ping");
		conn_close(operator);
	}
	await(server, "\nrefused: ", ENOUGH);
	PASS("%d others come, talk and go", ROUNDS);
	knocking_stop(pid);
	server_expect(server, "refused: * more not logged");
	expect_few(server, "refused: 127.0.0.2:* (denied)", start);
	server_stop(server);
}

/* Each comes with its name, or without a word. */
static void
test_full(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "1" } });
	struct conn *within = conn_named(server, "within");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server, "127.0.0.2:0", RATE_FULL);

	server_expect(server, "full: 127.0.0.2:* turned away (...");
	for (int i = 0; i < 2 * ROUNDS; i++) {
		struct conn *conn = conn_open(server);
		if (i % 2 == 0)
			(void)conn_push(conn, "javad\njoin 1\n", 13, 0);
		conn_expect_turned_away(conn, "...");
		conn_close(conn);
	}
	conn_ask(within, "ping", "ok ping");
	await(server, "\nfull: ", LOGGED);
	PASS("%d newcomers are told", 2 * ROUNDS);
	knocking_stop(pid);
	server_expect(server, "full: * more not logged");
	expect_few(server, "full: * turned away (...", start);
	server_stop(server);
}

int
main(void)
{
	bulk();
	test_denied();
	test_full();
	return tap_done();
}
