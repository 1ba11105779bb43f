/* The limits of an address hold over IPv6. */
#include "tests/lib/conn.h"
#include "tests/lib/here.h"

static struct server *
start(const char *config)
{
	return server_start(
	    &(struct setup) { .config = config, .listen = { "[::1]:0" } });
}

static void
expect_refused(struct server *server, const char *why)
{
	struct conn *conn = conn_open(server);

	conn_expect_turned_away(conn, "...");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "refused: [::1]:* (%s)", why);
}

int
main(void)
{
	struct server *server;

	if (!here_is_ipv6())
		tap_skip("this machine has no address ::1");
	server = start("deny ::/64\nallow 0.0.0.0/0\n");
	expect_refused(server, "denied");
	PASS("denied");
	server_stop(server);
	server = start("max_per_address 1\nexempt 127.0.0.1\n");
	(void)conn_named(server, "javad");
	expect_refused(server, "too many from one address");
	PASS("too many");
	server_stop(server);
	server = start("max_per_address 1\nallow ::1\n");
	(void)conn_named(server, "javad");
	(void)conn_named(server, "ali");
	PASS("::1 is exempt by default");
	server_stop(server);
	return tap_done();
}
