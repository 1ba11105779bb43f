/*
 * A listener for proxies refuses clients without a header, with a bad or late
 * one, or from an address that is not trusted.
 */
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define BYTES(literal) (literal), sizeof(literal) - 1
#define V1 "PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\r\n"
#define BYE "bye protocol expected a PROXY protocol header"

static const struct {
	const char *bytes;
	size_t len;
} bad[] = {
	{ BYTES("javad\n") },
	{ BYTES("PROXY TCP4 192.0.2.7\r\njavad\n") },
	{ BYTES("PROXY TCP4 192.0.2.7 192.0.2.1 40000 1234\njavad\n") },
	{ BYTES("\r\n\r\n\0\r\nQUIT\n\x31\0\0\0javad\n") },
};

static void
begins_otherwise(struct server *server)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct conn *conn = conn_open(server);
		conn_send(conn, bad[i].bytes, bad[i].len);
		conn_expect(conn, BYE);
		conn_expect_end(conn);
		conn_close(conn);
		server_expect(
		    server, "proxy: 127.0.0.1:* sent no PROXY protocol header");
		server_expect(server, "ended: - * pid *, bye protocol, ...");
	}
	PASS("whatever else comes first, the connection ends");
}

static void
ends_before_its_end(struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, BYTES("PROXY TCP4 "));
	conn_finish(conn);
	conn_expect(conn, BYE);
	conn_close(conn);
	PASS("half a header is none");
	conn = conn_open(server);
	conn_finish(conn);
	conn_expect(conn, "bye quit ...");
	conn_close(conn);
	server_expect(server, "ended: - * pid *, bye quit, ...");
	PASS("who only looks if the server is there does no harm");
}

static void
takes_too_long(struct server *server)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, BYTES("PROXY TCP4 "));
	server_expect_workers(server, 1);
	server_reload(server, "hello_time 600\ngrace 600\n");
	server_pace_all(server, 540 * SEC);
	TAP_NUM(server_logged(server, "ended: - * pid *, bye idle, ..."), 0,
	    "there is still time");
	server_pace(server, 60 * SEC);
	conn_expect(conn, "bye idle ...");
	conn_close(conn);
	server_expect(server, "ended: - * pid *, bye idle, ...");
	PASS("a header has to come within hello_time");
}

static void
is_not_trusted(struct server *server)
{
	struct conn *conn;

	server_reload(server, "hello_time 0\ntrusted 192.0.2.0/24\n");
	conn = conn_open(server);
	conn_expect_turned_away(
	    conn, "connections from your address are not allowed");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "refused: 127.0.0.1:* (not a trusted proxy)");
	PASS("nobody else may speak for others");
	server_reload(server,
	    "hello_time 0\n"
	    "trusted 192.0.2.0/24\n"
	    "trusted 127.0.0.1\n");
	conn = conn_open(server);
	conn_send(conn, BYTES(V1 "javad\n"));
	conn_expect(conn, "ok name javad");
	conn_close(conn);
	PASS("a single address may be trusted too");
}

/* The mark comes and goes by a HUP, the listener stays. */
static void
is_marked_anew(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0\n", .file_listens = true });
	struct conn *plain = conn_named(server, "plain");

	server_reload(server, "listen 127.0.0.1:0\tproxy\n");
	struct conn *conn = conn_open(server);
	conn_send(conn, BYTES(V1 "javad\n"));
	conn_expect(conn, "ok name javad");
	conn_ask(plain, "ping", "ok ping");
	PASS("a listener becomes one for proxies");
	server_reload(server, "listen 127.0.0.1:0\n");
	(void)conn_named(server, "ali");
	PASS("and a plain one again");
	server_stop(server);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .listen = { "127.0.0.1:0 proxy" }, .paced = true });

	begins_otherwise(server);
	ends_before_its_end(server);
	takes_too_long(server);
	is_not_trusted(server);
	server_stop(server);
	is_marked_anew();
	return tap_done();
}
