/*
 * The server listens on an IPv6 address, the log names the peer, and the limits
 * of an address hold.
 */
#include "tests/lib/conn.h"
#include "tests/lib/here.h"

static struct server *
start(const char *config)
{
	return server_start(
	    &(struct setup) { .config = config, .listen = { "[::1]:0" } });
}

static void
expect_refused(const char *config, const char *why)
{
	struct server *server = start(config);
	struct conn *javad = conn_open(server);

	if (strcmp(why, "denied") != 0) {
		conn_ask(javad, "javad", "ok name javad");
		javad = conn_open(server);
	}
	conn_expect_turned_away(javad, "...");
	conn_expect_end(javad);
	server_expect(server, "refused: [::1]:* (%s)", why);
	PASS("%s", why);
	server_stop(server);
}

int
main(void)
{
	if (!here_is_ipv6())
		tap_skip("this machine has no address ::1");
	struct server *server = start("max_per_address 1\nallow ::1\n");
	(void)conn_member(server, "ali", "1");
	conn_quit(conn_member(server, "javad", "1"));
	server_expect(server, "ended: javad [::1]:* pid *, bye quit, ...");
	PASS("a client on %s, which is exempt by default", server->address[0]);
	server_stop(server);
	expect_refused("deny ::/64\nallow 0.0.0.0/0\n", "denied");
	expect_refused("max_per_address 1\nexempt 127.0.0.1\n",
	    "too many from one address");
	return tap_done();
}
