/* Ctrl-D quits on an empty line, and else deletes; at the question too. */
#include "tests/lib/pty.h"
#include "tests/lib/server.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad");

	pty_expect_mode(pty, false);
	pty_type(pty, "ab\x01\x04");
	pty_expect_cursor(pty, "b", 0);
	PASS("it deletes the character under the cursor");
	pty_type(pty, "\x04\x04");
	MUST(pty_status(pty) == 0, "the client did not end well");
	server_expect(server, "javad: quit");
	PASS("on an empty line it quits");
	pty = pty_client(server->address[0], (const char *[]) { NULL });
	pty_expect_cursor(pty, "what is your name?", 19);
	pty_type(pty, "\x04");
	MUST(pty_status(pty) == 0, "the client did not end well");
	PASS("at the question it quits too");
	server_stop(server);
	return tap_done();
}
