/*
 * forkcast fifo -R reconnects to a restarted server, with all its groups and
 * what was written meanwhile.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static char path[SCRATCH_PATH];

static void
run(const char *script)
{
	MUST(shell_status(shell_start(path, script)) == 0, "%s", script);
}

int
main(void)
{
	const struct setup setup = { .listen = { path } };

	scratch_path(path, "socket");
	struct server *server = server_start(&setup);
	struct shell *shell =
	    shell_start(path, "exec forkcast fifo -R -n javad chat 1");
	shell_await(path, "javad", "1");
	run("echo /join tea >chat/in");
	shell_await(path, "javad", "tea");
	server_signal(server, SIGTERM);
	shell_expect_complaint(shell,
	    "forkcast fifo: disconnected by the server: the server "
	    "is shutting down; trying again in * s");
	MUST(server_status(server) == 0, "the server did not end well");
	shell_expect_complaint(shell, "forkcast fifo: cannot connect to ...");
	run("echo here >chat/tea/in");
	server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "tea");
	shell_expect_complaint(shell, "forkcast fifo: reconnected");
	conn_wait_for(ali, "msg * tea javad here");
	PASS("it is in its groups again, and says what was written meanwhile");
	shell_await(path, "javad", "1");
	run("echo quit >chat/in");
	TAP_NUM(shell_status(shell), 0, "quit is no loss");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
