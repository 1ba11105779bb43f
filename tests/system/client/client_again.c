/*
 * /reconnect makes a client that waits to reconnect do so at once, and a
 * connected one disconnect and come back.
 */
#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

#define MISSES 7

static void
waits(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	for (size_t i = 0; i < MISSES; i++) {
		fake_close(&fake);
		pty_type(pty, "/reconnect\r");
		fake_expect(&fake, "name javad");
	}
	PASS("it does not wait");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_happens(&fake, 0, "join @ 1 javad");
	pty_expect(pty, "-- reconnected");
	pty_type(pty, "/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	MUST(pty_status(pty) == 0, "the client did not end well");
	fake_stop(&fake);
}

static void
is_there(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	conn_wait_for(ali, "join * 1 javad");
	pty_expect(pty, "-- in #1: ali javad");
	pty_type(pty, "/reconnect\r");
	pty_expect(pty, "-- disconnected by /reconnect");
	conn_wait_for(ali, "join * 1 javad");
	pty_expect(pty, "-- reconnected");
	pty_type(pty, "hello\r");
	conn_wait_for(ali, "msg * 1 javad hello");
	PASS("it hangs up, and comes back");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_close(ali);
	server_stop(server);
}

int
main(void)
{
	pty_paced(true); /* by itself it would wait for ever */
	waits();
	is_there();
	return tap_done();
}
