/*
 * While one denied address connects as fast as it can, other clients come in
 * and talk, and the log does not grow with the attempts.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/knocking.h"

#define ROUNDS 20
#define ENOUGH (100 * (unsigned long)ROUNDS) /* of those who ping_server */
/* A second; 0: no limit. One that is late itself would not be reached at all.
 */
#define RATE (delayed() ? 500 : 0)

#define LOGGED 10 /* lines a second */

/* How many were refused, by what the log says. */
static unsigned long
refused(struct server *server)
{
	static const char label[] = "\nrefused: ";
	unsigned long count =
	    server_logged(server, "refused: 127.0.0.2:* (denied)");

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
await_flood(struct server *server)
{
	unsigned long before = 0, count;
	usec end = 0;

	for (; (count = refused(server)) < ENOUGH; before = count) {
		if (end == 0 || count > before)
			end = deadline();
		MUST(deadline_pause(end), "that is no flood");
	}
}

int
main(void)
{
	bulk();
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n" });

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
	}
	await_flood(server);
	PASS("%d others come, talk and go", ROUNDS);
	knocking_stop(pid);
	server_expect(server, "refused: * more not logged");
	const usec took = clock_mono() - start;
	const size_t lines =
	    server_logged(server, "refused: 127.0.0.2:* (denied)");
	tap_note("meanwhile %lu were refused", refused(server));
	TAP_OK(lines <= LOGGED * (took / SEC + 2),
	    "%zu of them are in the log, the others counted", lines);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
