/*
 * Who goes away is told so, with the reason, and who comes back is told that:
 * in the window and in the stream.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static void
goes(struct pty *pty, const char *name)
{
	pty_type(pty, "/away at tea  until five\r/away\r/away again\r");
	pty_expect_has(pty, "-- you are away: at tea  until five");
	pty_expect_has(pty, "-- you are no longer away");
	pty_expect_has(pty, "-- you are away: again");
	pty_expect_not(pty, "away status");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "no good end");
	PASS("%s", name);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *address = server->address[0];
	struct pty *pty = PTY_WINDOW(address, 12, 60, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in dev");
	goes(pty, "in the window");
	pty = PTY_CLIENT(address, "-n", "javad", "dev");
	pty_expect_has(pty, "-- nobody else is in dev");
	goes(pty, "in the stream");
	server_stop(server);
	return tap_done();
}
