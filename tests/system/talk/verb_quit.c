/* quit: the goodbye, the event to those who share a group, the free name. */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *other = conn_member(server, "other", "3");

	conn_expect(javad, "join * 1 ali");
	conn_ask(javad, "join 2", "join * 2 javad");
	conn_ask(ali, "join 2", "join * 2 ali");
	conn_expect(javad, "join * 2 ali");
	conn_ask(ali, "quit see you", "bye quit ...");
	conn_expect_end(ali);
	conn_close(ali);
	PASS("bye quit is the last line, then the connection ends");
	conn_expect(javad, "quit * ali Quit: see you");
	conn_expect_nothing(javad);
	conn_expect_nothing(other);
	PASS("who shares two groups is told once, who shares none never");
	server_expect(server,
	    "ended: ali * pid *, bye quit, lived * s, "
	    "* lines in, * out");
	ali = conn_member(server, "ali", "1");
	conn_expect(javad, "join * 1 ali");
	PASS("the name is free again");
	conn_ask(ali, "quit \x1b", "err quit bad-text ...");
	conn_ask(ali, "quit", "bye quit ...");
	conn_expect(javad, "quit * ali");
	PASS("a bad text does not end the connection, no text does");
	server_stop(server);
	return tap_done();
}
