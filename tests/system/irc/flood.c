/*
 * The server slows down a flood of IRC as a native one: each line arrives in
 * order, other commands in it are answered, and nobody is disconnected.
 */
#include "tests/lib/conn.h"

#define LINES 400

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "NICK %s\r\nUSER %s 0 * :%s\r\nJOIN #tea\r", name, name,
	    name);
	conn_wait_for(conn, ":* 366 %s #tea ...", name);
	return conn;
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "line_rate 400\nline_burst 20\n" });
	struct conn *ali = enter(server, "ali"), *bo = enter(server, "bo");

	conn_expect(ali, ":bo!* JOIN #tea\r");
	for (unsigned i = 0; i < LINES; i++) {
		conn_say(ali, "PRIVMSG #tea :line %u\r", i);
		if (i % 100 == 50)
			conn_say(ali, "NONSENSE\r\nJOIN &tea\r");
	}
	conn_say(ali, "PING end\r");
	for (unsigned i = 0; i < LINES; i++)
		conn_expect(bo, ":ali!* PRIVMSG #tea :line %u\r", i);
	PASS("each line comes, in its order");
	for (unsigned i = 0; i < LINES / 100; i++) {
		conn_expect(ali, ":* 421 ali NONSENSE ...");
		conn_expect(ali, ":* 403 ali &tea ...");
	}
	conn_expect(ali, ":* PONG * :end\r");
	PASS("mistakes are answered, and it goes on");
	server_stop(server);
	return tap_done();
}
