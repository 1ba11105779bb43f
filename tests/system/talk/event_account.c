/*
 * account: those who share a group and want full events hear who has logged in
 * and out; others do not, nor does who does it twice make it twice.
 */
#include "tests/lib/keeper.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *full = conn_named(server, "full");
	struct conn *brief = conn_named(server, "brief");
	struct conn *far = conn_named(server, "far");
	struct conn *ali = conn_named(server, "ali");

	conn_ask(full, "want full", "ok want full");
	conn_ask(far, "want full", "ok want full");
	conn_ask(full, "join 1", "join ...");
	conn_ask(brief, "join 1", "join ...");
	conn_expect(full, "join ...");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(full, "join ...");
	conn_expect(brief, "join ...");
	conn_ask(ali, "register pw", "ok register ali");
	conn_expect(full, "account * ali!*!ali!-");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(ali, "logout", "ok logout");
	conn_expect(full, "account * ali!*!*!-");
	PASS("who wants it in full is told each change, once");
	conn_expect_nothing(full);
	conn_expect_nothing(brief);
	conn_expect_nothing(far);
	PASS("and nobody else");
	server_stop(server);
	return tap_done();
}
