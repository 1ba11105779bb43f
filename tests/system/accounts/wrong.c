/*
 * A wrong secret is answered as late as a wrong password, and the third on a
 * connection ends it; a right secret in between does not wait.
 */
#include "tests/lib/keeper.h"

#define LATE (60 * SEC) /* password_time: for each wrong one so far */

static void
is_late(struct server *server, struct conn *conn, struct conn *other,
    unsigned times, const char *answer)
{
	struct str line;

	conn_say(conn, "login ali wrong");
	server_expect(server, "refused: * (wrong secret)");
	server_pace(server, times * LATE - LATE / 2);
	conn_ask(other, "ping", "ok ping");
	TAP_OK(!conn_has_line(conn, &line), "it is late: %s", answer);
	server_pace(server, LATE / 2);
	conn_expect(conn, "%s", answer);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "hash_rounds 4096\npassword_time 60\n", .paced = true });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bob = conn_named(server, "bob");
	struct conn *zoe = conn_open(server);

	conn_ask(ali, "register pw", "ok register ali");
	is_late(server, bob, ali, 1, "err login not-allowed ...");
	conn_ask(zoe, "login ali pw", "ok login ali");
	PASS("a right one is not");
	is_late(server, bob, ali, 2, "err login not-allowed ...");
	is_late(server, bob, ali, 3, "bye kicked too many wrong secrets");
	conn_expect_end(bob);
	conn_ask(ali, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
