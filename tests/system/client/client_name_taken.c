/* A name that is refused is asked for again, with the reason. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_named(server, "ali");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "ali", "1");

	pty_expect(pty, "!! name refused: name already in use");
	pty_expect_cursor(pty, "what is your name?", 19);
	PASS("the name of -n is taken");
	pty_type(pty, "Ali\r");
	pty_expect(pty, "what is your name? Ali");
	pty_expect_cursor(pty, "what is your name?", 19);
	PASS("a name that is taken");
	pty_type(pty, "7up\r");
	pty_expect(pty, "what is your name? 7up");
	pty_expect_cursor(pty, "what is your name?", 19);
	pty_type(pty, "\r");
	pty_expect_cursor(pty, "what is your name?", 19);
	PASS("one that cannot be, and none");
	pty_type(pty, "javad\r");
	pty_expect(pty, "-- javad has joined 1");
	pty_expect_cursor(pty, "", 0);
	PASS("a good one, and then the groups are joined");
	pty_type(pty, "quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
