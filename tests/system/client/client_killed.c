/* Signals that end the client leave the terminal as it was. */
#include <signal.h>

#include "tests/lib/pty.h"
#include "tests/lib/server.h"

static const struct {
	int signal;
	const char *name;
} signals[] = {
	{ SIGTERM, "TERM" },
	{ SIGHUP, "HUP" },
	{ SIGINT, "INT" },
	{ SIGQUIT, "QUIT" },
};

int
main(void)
{
	struct server *server = server_start(NULL);

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct pty *pty =
		    PTY_CLIENT(server->address[0], "-n", "javad", "1");
		pty_expect(pty, "-- javad has joined #1");
		pty_type(pty, "unfinished");
		pty_expect_cursor(pty, "unfinished", 10);
		pty_expect_mode(pty, false);
		MUST(kill(pty->pid, signals[i].signal) == 0, "cannot kill");
		MUST(pty_status(pty) == PTY_SIGNAL + signals[i].signal,
		    "%s did not end it", signals[i].name);
		pty_expect_mode(pty, true);
		pty_expect_cursor(pty, "", 0);
		server_expect(server, "javad: quit");
		PASS("%s", signals[i].name);
	}
	server_stop(server);
	return tap_done();
}
