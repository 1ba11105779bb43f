/*
 * A mask that takes long to match many clients, or a long list, lets others
 * have their turns meanwhile, and the answer is complete.
 */
#include <stdio.h>

#include "tests/lib/conn.h"

#define CLIENTS 600

/* All with a real name that is hard to tell from what is sought. */
#define REAL \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
come(struct server *server, int number)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "about user %s%d", REAL, number);
	conn_expect(conn, "ok about");
	conn_say(conn, "name n%d", number);
	conn_expect(conn, "ok name n%d", number);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "max_clients 700\nmax_per_address 0\nmax_per_user 0\n"
		      "connect_rate 0\n" });
	struct conn *bo = conn_named(server, "bo");
	struct conn *ali = conn_named(server, "ali");

	for (int i = 0; i < CLIENTS; i++)
		come(server, i);
	conn_say(bo, "who @*a*a*a*a*a*a*a*a*a*a*a*a*a*b");
	conn_ask(ali, "ping", "ok ping");
	conn_expect(bo, "ok who @*a*a*a*a*a*a*a*a*a*a*a*a*a*b 0");
	PASS("nobody among %d is meant", CLIENTS);
	conn_say(bo, "who @n*");
	for (int i = 0; i < CLIENTS; i++)
		conn_expect(bo, "person * - n%d!user@*.ip!*!- ...", i);
	conn_expect(bo, "ok who @n* %d", CLIENTS);
	PASS("and all of them");
	server_stop(server);
	return tap_done();
}
