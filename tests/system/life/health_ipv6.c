/* The responder answers on an IPv6 address. */
#include "tests/lib/health.h"
#include "tests/lib/here.h"

int
main(void)
{
	char address[ADDR_TEXT];

	if (!here_is_ipv6())
		tap_skip("this machine has no address ::1");
	struct server *server =
	    server_start(&(struct setup) { .config = "responder [::1]:0\n" });
	struct health *health = health_open(server);
	health_address(server, address);
	TAP_OK(strncmp(address, "[::1]:", 6) == 0, "it answers on %s", address);
	health_expect(health, "running");
	PASS("who asks there gets an answer");
	server_stop(server);
	health_expect_closed(health);
	PASS("until the server stops");
	return tap_done();
}
