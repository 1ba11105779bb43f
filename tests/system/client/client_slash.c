/*
 * A line without a slash that a person types is a message, with a hint if it
 * looks like a command, unless it plainly is one (client_lab.talk); a filter
 * still runs commands without one.
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
	pty_type(pty, "back in five\rquit this\rbye\r");
	conn_expect(ali, "msg * 1 javad back in five");
	conn_expect(ali, "msg * 1 javad quit this");
	conn_expect(ali, "msg * 1 javad bye");
	PASS("what begins like a command is text");
	pty_expect(pty, "-- to quit, type /quit");
	pty_type(pty, "bye\rjoin us\rjoin us\rsend us hi\r");
	conn_expect(ali, "msg * 1 javad bye");
	conn_expect(ali, "msg * 1 javad join us");
	conn_expect(ali, "msg * 1 javad join us");
	conn_expect(ali, "msg * 1 javad send us hi");
	pty_expect(pty, "-- to send to us, type /send us hi");
	pty_expect(pty, "-- to join, type /join us");
	pty_type(pty, "/clear\rjoin us\r");
	conn_expect(ali, "msg * 1 javad join us");
	pty_expect(pty, "javad: join us");
	MUST(!pty_shows(pty, "-- to join, type /join us"), "it is said twice");
	PASS("a command typed whole comes with a hint, once");
	pty_type(pty, "/leave 1\r");
	conn_expect(ali, "leave * 1 javad");
	pty_expect(pty, "-- javad has left #1");
	pty_type(pty, "join us\r");
	pty_expect(pty, "-- to join, type /join us");
	pty_expect_cursor(pty, "join us", 7);
	pty_type(pty, "\x15/join 1\r");
	conn_expect(ali, "join * 1 javad");
	PASS("where there is nobody to send it to, it stays");
	pty_type(pty, "/set slash no\r");
	pty_expect_begin(pty, "-- slash is no");
	pty_type(pty, "ping\r");
	pty_expect_has(pty, "-- pong from the server after");
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

	person(server, ali);
	MUST(FILTER_RUN(&filter, server->address[0], "join 2\nhello\n", "-n",
		 "javad", "1") == 0,
	    "%s", filter.complained);
	TAP_OK(strstr(filter.said, "[2] javad: hello") != NULL,
	    "a filter is told to join: %s", filter.said);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
