/*
 * A line that may be a sentence needs a confirmation: a plain quit, leave or
 * topic with a text. With a slash, or from a pipe, it runs at once.
 */
#include "tests/lib/conn.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

#define QUITS "quit complaining, please"
#define QUESTION "quit? (y/n, s to send it)"

static struct filter filter;

static void
asks(struct pty *javad, struct conn *ali)
{
	pty_type(javad, QUITS "\r");
	pty_expect_cursor(javad, QUESTION, sizeof(QUESTION));
	pty_type(javad, "sure\r");
	pty_expect_has(javad, "type y or n, then Enter");
	pty_type(javad, "no\r");
	pty_expect_cursor(javad, QUITS, sizeof(QUITS) - 1);
	pty_type(javad, "\r\x03");
	pty_expect_cursor(javad, QUITS, sizeof(QUITS) - 1);
	PASS("no and Ctrl-C give the line back, and nothing else answers");
	pty_type(javad, "\rs\r");
	conn_expect(ali, "msg * 1 javad " QUITS);
	pty_expect(javad, "javad: " QUITS);
	PASS("it can be said");
	pty_type(javad, "topic 1 is tea\r");
	pty_expect_cursor(
	    javad, "set the topic of #1? (y/n, s to send it)", 41);
	pty_type(javad, "y\r");
	conn_expect(ali, "topic * 1 javad is tea");
	pty_type(javad, "leave 1 for me\r");
	pty_expect_cursor(javad, "leave #1? (y/n, s to send it)", 30);
	pty_type(javad, "s\r");
	conn_expect(ali, "msg * 1 javad leave 1 for me");
	PASS("or done; of a topic and of a group, too");
}

static void
asks_not(struct pty *javad, struct conn *ali)
{
	pty_type(javad, "/topic 1 tea\r");
	conn_expect(ali, "topic * 1 javad tea");
	pty_type(javad, "topic 1 -\r");
	conn_expect(ali, "topic * 1 javad -");
	pty_type(javad, "topic 1\r");
	pty_expect(javad, "-- #1 has no topic");
	PASS("what can be nothing else is done");
	pty_type(javad, "/leave 1 bye all\r");
	conn_expect(ali, "leave * 1 javad bye all");
	PASS("with a slash everything is");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	pty_config("slash no\n");
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *javad = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	conn_expect(ali, "join * 1 javad");
	pty_expect(javad, "-- javad has joined #1");
	pty_resize(javad, 120);
	asks(javad, ali);
	asks_not(javad, ali);
	pty_type(javad, "join 1\r");
	conn_expect(ali, "join * 1 javad");
	pty_type(javad, QUITS "\ry\r");
	conn_expect(ali, "quit * javad Quit: complaining, please");
	MUST(pty_status(javad) == 0, "the client did not end well");
	PASS("who means it goes with these words");
	MUST(FILTER_RUN(&filter, server->address[0],
		 "join 1\ntopic 1 a b\nquit now then\n", "-n", "sara") == 0,
	    "the filter did not end well");
	conn_expect(ali, "join * 1 sara");
	conn_expect(ali, "topic * 1 sara a b");
	conn_expect(ali, "quit * sara Quit: now then");
	PASS("a pipe is not asked");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
