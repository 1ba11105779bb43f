/*
 * With "slash yes", a line without a slash that a person types is always a
 * message; a filter still runs commands without one.
 */
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

static struct filter filter;

static void
person(const struct server *server, struct conn *ali)
{
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(pty, "-- javad has joined #1");
	conn_wait_for(ali, "join * 1 javad");
	pty_type(pty, "back in five\rquit this\rquit\r");
	conn_expect(ali, "msg * 1 javad back in five");
	conn_expect(ali, "msg * 1 javad quit this");
	conn_expect(ali, "msg * 1 javad quit");
	PASS("what begins like a command is text");
	pty_type(pty, "/set slash no\r");
	pty_expect_begin(pty, "-- slash is no");
	pty_type(pty, "ping\r");
	pty_expect(pty, "-- pong");
	PASS("until it is set otherwise");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_wait_for(ali, "quit * javad");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	pty_config("slash yes\n");
	person(server, ali);
	pty_config("slash yes\n");
	MUST(FILTER_RUN(&filter, server->address[0], "join 2\nhello\n", "-n",
		 "javad", "1") == 0,
	    "%s", filter.complained);
	TAP_OK(strstr(filter.said, "[2] javad: hello") != NULL,
	    "a filter is told to join: %s", filter.said);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
