/* With -1, a client whose server ends says so and exits with 69. */
#include <signal.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"
#include "tests/lib/server.h"

static void
stopped(int signal, const char *words)
{
	struct server *server = server_start(NULL);
	struct pty *pty =
	    PTY_CLIENT(server->address[0], "-1", "-n", "javad", "1");

	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "typed");
	pty_expect_cursor(pty, "typed", 5);
	server_signal(server, signal);
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	pty_expect(pty, "forkcast: disconnected by the server: %s", words);
	pty_expect_mode(pty, true);
	PASS("%s", words);
}

static void
without_a_word(bool reset, const char *reason)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-1", "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "-- javad has joined #1");
	if (reset)
		fake_reset(&fake);
	else
		fake_close(&fake);
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	pty_expect(pty, "forkcast: connection lost: %s", reason);
	pty_expect_mode(pty, true);
	PASS("without a word: %s", reason);
	fake_stop(&fake);
}

int
main(void)
{
	stopped(SIGTERM, "the server is shutting down");
	stopped(SIGKILL, "the server has died");
	without_a_word(false, "closed by the server");
	without_a_word(true, "Connection reset by peer");
	return tap_done();
}
