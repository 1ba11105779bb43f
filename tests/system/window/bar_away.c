/*
 * The status line shows that we are marked as away, until we are back or
 * reconnect.
 */
#include <signal.h>

#include "tests/lib/scene.h"

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(SCENE, 12, 60, "-n", "javad", "dev");

	pty_expect_has(pty, "-- nobody else is in #dev");
	pty_expect_has(pty, "  javad at ./s  ");
	pty_type(pty, "/away at tea\r");
	pty_expect_has(pty, "  javad (away) at ./s  ");
	PASS("who is away is told so");
	pty_type(pty, "/away\r");
	pty_expect_has(pty, "  javad at ./s  ");
	PASS("until he is back");
	pty_type(pty, "/away at tea\r");
	pty_expect_has(pty, "  javad (away) at ./s  ");
	server_signal(server, SIGTERM);
	pty_expect_has(pty, "not connected  javad at ./s  ");
	MUST(server_status(server) == 0, "the server did not end well");
	server = scene_again();
	pty_expect_has(pty, "-- reconnected");
	pty_expect_has(pty, "  javad at ./s  ");
	PASS("or connected anew");
	scene_leave(pty);
	server_stop(server);
	return tap_done();
}
