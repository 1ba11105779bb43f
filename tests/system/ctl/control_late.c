/*
 * An order does not run if its client has hung up: the operator was told that
 * it failed, and the name may be another client's by then. A client that has
 * only shut down its sending side gets its replies.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/page.h"
#include "tests/lib/shell.h"

static void
test_hung_up(const struct server *server, struct conn *javad)
{
	struct conn *operator;

	server_signal(server, SIGSTOP);
	for (int i = 0; i < 2; i++) {
		operator= conn_open_at(server->control);
		conn_say(operator, "say 1 too late");
		conn_say(operator, "kick javad");
		conn_close(operator);
	}
	server_signal(server, SIGCONT);
	operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	conn_expect_nothing(javad);
	PASS("what was asked before hanging up is not done");
	conn_close(operator);
}

static void
test_half_closed(const struct server *server, struct conn *javad)
{
	struct conn *operator;

	server_signal(server, SIGSTOP);
	operator= conn_open_at(server->control);
	conn_say(operator, "say 1 in time");
	conn_say(operator, "groups");
	conn_finish(operator);
	server_signal(server, SIGCONT);
	conn_expect(operator, "ok 1 client reached");
	conn_wait_for(operator, "ok groups");
	conn_expect_end(operator);
	conn_expect(javad, "msg * 1 operserv in time");
	PASS("who waits for the answer gets it");
	conn_close(operator);
}

/* As a person meets it, who does not wait until the time is over. */
static void
test_program(const struct server *server, struct conn *javad)
{
	struct page *page = page_scripts();
	struct conn *operator;
	struct shell *shell;

	shell_set_number("SERVER", server->pid);
	server_signal(server, SIGSTOP);
	shell = shell_start(
	    "1", "exec $PACED/forkcastctl -t 600 -p $SERVER kick javad");
	page_pass(page, SEC, 1); /* it waits for the answer */
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "interrupted");
	server_signal(server, SIGCONT);
	operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	conn_close(operator);
	conn_expect_nothing(javad);
	PASS("nor what forkcastctl was to have done");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	test_hung_up(server, javad);
	test_half_closed(server, javad);
	test_program(server, javad);
	conn_close(javad);
	server_stop(server);
	return tap_done();
}
