/*
 * If somebody removes or replaces a FIFO, fifo says so, reads nothing else, and
 * removes only what it has made.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;

/* A script that must end well. */
static void
run(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);

	MUST(shell_status(shell) == 0, "%s: %s", script,
	    shell_complained(shell));
}

/* Is removed, and there is what the script puts there. */
static void
is_replaced(struct conn *ali, const char *script, const char *kept)
{
	struct shell *shell = shell_start(
	    server->address[0], "exec forkcast fifo -n javad chat 1");

	shell_await(server->address[0], "javad", "1");
	run("until test -p chat/1/in; do sleep 0.05 || sleep 1; done");
	run(script);
	shell_expect_complaint(shell,
	    "forkcast fifo: chat/1/in was removed; no longer reading it");
	run("until grep -q '^[0-9]* -!- in was removed' chat/1/out; do "
	    "sleep 0.05 || sleep 1; done; rm chat/1/out");
	PASS("%s: it says so, on standard error and beside it", script);
	conn_say(ali, "send 1 still here");
	conn_wait_for(ali, "msg * 1 ali still here");
	run("until grep -q 'still here' chat/1/out; do sleep 0.05 || sleep 1; "
	    "done");
	run("echo send 1 this way >chat/in");
	conn_wait_for(ali, "msg * 1 javad this way");
	PASS("all else goes on");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	run(kept);
	PASS("and what is not its own stays: %s", kept);
	run("test ! -e chat/in; rm -rf chat");
}

int
main(void)
{
	server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	is_replaced(ali, "rm chat/1/in; echo x >chat/1/in",
	    "test \"`cat chat/1/in`\" = x");
	is_replaced(ali, "rm chat/1/in; mkfifo chat/1/in", "test -p chat/1/in");
	/* A writer has it open, so that its end is what shows it. */
	is_replaced(ali,
	    "exec 3>chat/1/in; rm chat/1/in; echo x >chat/1/in; exec 3>&-",
	    "test \"`cat chat/1/in`\" = x");
	is_replaced(ali, "rm chat/1/in", "test ! -e chat/1/in");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
