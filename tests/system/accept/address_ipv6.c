/* The limits of an address over IPv6. */
#include <netinet/in.h>
#include <unistd.h>

#include "tests/lib/conn.h"

static bool
has_ipv6(void)
{
	const struct sockaddr_in6 loopback = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	const int fd = socket(AF_INET6, SOCK_STREAM, 0);
	const bool has = fd != -1 &&
	    bind(fd, (const struct sockaddr *)&loopback, sizeof(loopback)) == 0;

	if (fd != -1)
		(void)close(fd);
	return has;
}

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

	conn_expect(conn, "bye server-full ...");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "refused: [::1]:* (%s)", why);
}

int
main(void)
{
	struct server *server;

	if (!has_ipv6())
		tap_skip("this machine has no address ::1");
	server = start("deny ::/64\nallow 0.0.0.0/0\n");
	expect_refused(server, "denied");
	PASS("denied");
	server_stop(server);
	server = start("max_per_address 1\nexempt 127.0.0.1\n");
	(void)conn_named(server, "javad");
	expect_refused(server, "too many from its address");
	PASS("too many");
	server_stop(server);
	server = start("max_per_address 1\nallow ::1\n");
	(void)conn_named(server, "javad");
	(void)conn_named(server, "ali");
	PASS("::1 is exempt by default");
	server_stop(server);
	return tap_done();
}
