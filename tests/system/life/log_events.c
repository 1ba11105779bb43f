/* The log shows where a client goes, and with -v that it sends messages. */
#include "tests/lib/conn.h"

static void
talk(const struct server *server)
{
	struct conn *javad = conn_member(server, "javad", "1");

	conn_ask(javad, "send 1 secret", "msg * 1 javad secret");
	conn_ask(javad, "topic 1 secret", "topic * 1 javad secret");
	conn_ask(javad, "tell javad secret", "tell * javad javad secret");
	conn_ask(javad, "send 1 secret\x1b", "err send bad-text ...");
	conn_ask(javad, "leave 1 secret", "leave * 1 javad secret");
	conn_ask(javad, "quit secret", "bye quit ...");
	conn_close(javad);
}

static void
test_quiet(void)
{
	struct server *server = server_start(NULL);

	talk(server);
	server_expect(server, "javad: login from *");
	server_expect(server, "javad: join 1");
	server_expect(server, "javad: leave 1");
	server_expect(server, "javad: quit");
	server_expect(server,
	    "ended: javad 127.0.0.1:* pid *, bye quit, "
	    "lived * s, * lines in, * out");
	PASS("login, join, leave, quit and the end");
	TAP_NUM(server_logged(server, "javad: send ..."), 0, "no send");
	TAP_OK(strstr(server_log(server), "secret") == NULL, "no text");
	conn_close(conn_open(server));
	server_expect(
	    server, "ended: - 127.0.0.1:* pid *, bye quit, lived ...");
	PASS("who had no name is shown as -");
	server_stop(server);
}

static void
test_verbose(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-v" } });

	talk(server);
	server_expect(server, "javad: send 1");
	server_expect(server, "javad: fault send bad-text");
	server_expect(server, "ended: javad ...");
	PASS("with -v sends and faults too");
	TAP_OK(strstr(server_log(server), "secret") == NULL, "no text either");
	server_stop(server);
}

int
main(void)
{
	test_quiet();
	test_verbose();
	return tap_done();
}
