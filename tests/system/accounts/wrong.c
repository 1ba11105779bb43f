/*
 * A wrong secret is answered as late as a wrong password, and the third on a
 * connection ends it; a right secret in between does not wait.
 */
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

#define LATE (300 * MSEC)

static void
is_late(struct conn *conn, const char *answer)
{
	const usec start = clock_mono();

	conn_ask(conn, "login ali wrong", "%s", answer);
	TAP_OK(clock_mono() - start >= LATE, "it is late: %s", answer);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "hash_rounds 4096\npassword_time 0.3\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(ali, "register pw", "ok register ali");
	is_late(bob, "err login not-allowed ...");
	is_late(bob, "err login not-allowed ...");
	is_late(bob, "bye kicked too many wrong secrets");
	conn_expect_end(bob);
	conn_ask(ali, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
