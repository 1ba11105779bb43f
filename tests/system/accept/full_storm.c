/*
 * A full server tells each of thousands of newcomers a second that it is full,
 * whether or not they have sent a name, and the log does not grow with them.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/knocking.h"

#define RATE 4000 /* connections a second */
#define PROBES 40
#define LOGGED 10 /* lines a second */

/* Each comes with its name, or without a word. */
static void
test_probes(const struct server *server)
{
	for (size_t i = 0; i < PROBES; i++) {
		struct conn *conn = conn_open(server);
		if (i % 2 == 0)
			(void)conn_push(conn, "javad\njoin 1\n", 13, 0);
		conn_expect_turned_away(conn, "...");
		conn_close(conn);
	}
	PASS("%d newcomers are told", PROBES);
}

/* How many were turned away without a line, by what the log says. */
static unsigned long
counted(struct server *server)
{
	static const char label[] = "\nfull: ";
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

static unsigned long
logged(struct server *server)
{
	return server_logged(server, "full: * turned away (...");
}

static void
await_storm(struct server *server)
{
	const usec end = deadline();

	while (counted(server) <= logged(server))
		MUST(deadline_pause(end), "that is no storm");
}

int
main(void)
{
	bulk();
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "1" } });

	conn_close(conn_open_from(server, "127.0.0.2:0")); /* if that can be */
	server_expect(server, "ended: ...");
	struct conn *within = conn_named(server, "within");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server, "127.0.0.2:0", RATE);
	server_expect(server, "full: 127.0.0.2:* turned away (...");
	test_probes(server);
	conn_ask(within, "ping", "ok ping");
	await_storm(server);
	knocking_stop(pid);
	server_expect(server, "full: * more not logged");
	const usec took = clock_mono() - start;
	TAP_OK(logged(server) <= LOGGED * (took / SEC + 2),
	    "%lu of them are in the log, %lu others are counted",
	    logged(server), counted(server));
	server_stop(server);
	return tap_done();
}
