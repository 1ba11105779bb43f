/* The server listens on an IPv6 address. */
#include "tests/lib/conn.h"
#include "tests/lib/here.h"

int
main(void)
{
	if (!here_is_ipv6())
		tap_skip("this machine has no address ::1");
	struct server *server =
	    server_start(&(struct setup) { .listen = { "[::1]:0" } });
	struct conn *javad = conn_member(server, "javad", "1");

	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("a client on %s", server->address[0]);
	conn_ask(javad, "quit", "bye quit ...");
	conn_close(javad);
	server_expect(server, "ended: javad [::1]:* pid *, bye quit, ...");
	PASS("the log names the peer");
	server_stop(server);
	return tap_done();
}
