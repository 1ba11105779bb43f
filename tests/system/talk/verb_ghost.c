/* ghost: who is logged in ends who has the name of the account, nobody else. */
#include "tests/lib/keeper.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(bob, "ghost ali", "err ghost not-allowed ...");
	conn_ask(bob, "login ali pw", "ok login ali");
	conn_ask(bob, "ghost nobody", "err ghost no-such-name ...");
	conn_ask(bob, "ghost bob", "err ghost not-allowed ...");
	conn_ask(bob, "ghost ALI", "ok ghost ali");
	conn_expect(ali, "bye kicked ...");
	conn_expect_end(ali);
	PASS("who has the name is gone");
	conn_ask(bob, "ghost ali", "err ghost no-such-name ...");
	conn_ask(bob, "name ali", "name * bob ali");
	PASS("and the name is free for its owner");
	server_stop(server);
	return tap_done();
}
