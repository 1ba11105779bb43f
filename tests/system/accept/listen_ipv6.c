/* An IPv6 address. */
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

int
main(void)
{
	if (!has_ipv6())
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
