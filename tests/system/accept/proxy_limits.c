/*
 * The limits judge a client behind a proxy by the address that the proxy
 * reports, and never the proxy itself.
 */
#include "tests/lib/conn.h"

#define FROM(ip) "PROXY TCP4 " ip " 192.0.2.1 40000 1234\r\n"

static struct conn *
open_from(const struct server *server, const char *header)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, header, strlen(header));
	return conn;
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .listen = { "127.0.0.1:0 proxy" },
		.config = "max_per_address 1\nexempt none\n"
			  "deny 192.0.2.9\n" });
	struct conn *first = open_from(server, FROM("192.0.2.7"));
	struct conn *second;

	conn_ask(first, "first", "ok name first");
	second = open_from(server, FROM("192.0.2.8"));
	conn_ask(second, "second", "ok name second");
	PASS("two addresses by one proxy");
	conn_expect_turned_away(open_from(server, FROM("192.0.2.7")),
	    "too many connections from your address; ...");
	server_expect(
	    server, "refused: 192.0.2.7:* (too many from one address)");
	PASS("two from one address");
	conn_expect_turned_away(open_from(server, FROM("192.0.2.9")),
	    "connections from your address are not allowed");
	server_expect(server, "refused: 192.0.2.9:* (denied)");
	PASS("one that is denied");
	conn_ask(first, "quit", "bye quit ...");
	conn_close(first);
	server_expect(server, "ended: first 192.0.2.7:* pid *, ...");
	first = open_from(server, FROM("192.0.2.7"));
	conn_ask(first, "first", "ok name first");
	PASS("who has left makes room");
	conn_ask(open_from(server, "PROXY UNKNOWN\r\n"), "a", "ok name a");
	conn_ask(open_from(server, "PROXY UNKNOWN\r\n"), "b", "ok name b");
	PASS("the proxy's own are not counted");
	server_stop(server);
	return tap_done();
}
