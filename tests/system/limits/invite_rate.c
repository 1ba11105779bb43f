/*
 * invite_rate: so many invitations a minute, of each client; one that is
 * refused for another reason does not count.
 */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "invite_rate 3\n" });
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *bo = conn_member(server, "bo", "tea");
	struct conn *eva = conn_named(server, "eva");
	struct conn *dan = conn_named(server, "dan");

	conn_expect(ali, "join * tea bo");
	conn_ask(ali, "invite tea nobody", "err invite no-such-name ...");
	conn_ask(ali, "invite tea bo", "err invite already-member ...");
	conn_ask(ali, "invite tea eva", "ok invite tea eva");
	conn_expect(eva, "invite * tea ali eva");
	for (int i = 0; i < 2; i++)
		conn_ask(ali, "invite tea eva", "ok invite tea eva");
	conn_ask(ali, "invite tea eva", "err invite slow-down ...");
	conn_ask(ali, "invite tea dan", "err invite slow-down ...");
	conn_expect_nothing(eva);
	conn_ask(dan, "invited", "ok invited 0");
	PASS("one more than these is refused, and has no effect");
	conn_ask(bo, "invite tea dan", "ok invite tea dan");
	conn_expect(dan, "invite * tea bo dan");
	PASS("another client has invitations of its own");
	server_stop(server);
	return tap_done();
}
