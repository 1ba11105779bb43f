/*
 * The founder of a registered group becomes its operator at each join, and the
 * first to join does not; its modes survive a restart. This ends when the group
 * is dropped or the founder's account is removed.
 */
#include "tests/lib/keeper.h"

static const struct step refused[] = {
	{ "register nowhere", "err register no-such-group ..." },
	{ "register a,b", "err register bad-group ..." },
	{ "register 1", "err register not-member ..." },
	{ "drop tea", "err drop not-allowed ..." },
	{ "drop nowhere", "err drop not-allowed ..." },
};

static void
test_register(struct server *server)
{
	struct conn *ali = conn_named(server, "ali");
	struct conn *bob = conn_named(server, "bob");

	conn_ask(bob, "register pw", "ok register bob");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_steps(bob, refused);
	conn_ask(bob, "join tea", "join * tea bob");
	conn_expect(ali, "join * tea bob");
	conn_ask(bob, "register tea", "err register not-operator ...");
	conn_ask(bob, "logout", "ok logout");
	conn_ask(
	    bob, "register TEA", "err register not-allowed you are in ...");
	conn_ask(bob, "login bob pw", "ok login bob");
	PASS("without an account, it is no secret for one");
	conn_ask(ali, "mode tea +k secret", "ok mode tea +k secret");
	conn_ask(ali, "register tea", "ok register tea");
	conn_ask(ali, "register tea",
	    "err register exists group already registered");
	conn_ask(ali, "mode tea +i", "ok mode tea +i");
	conn_ask(ali, "mode tea +l 5", "ok mode tea +l 5");
	PASS("its operator registers it, if that is logged in");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_expect(bob, "leave * tea ali");
	conn_ask(bob, "leave tea", "leave * tea bob");
	conn_ask(bob, "join tea", "err join invite-only ...");
	conn_ask(ali, "join TEA", "join * TEA ali");
	conn_ask(ali, "mode tea", "ok mode TEA in * o 5 secret");
	conn_ask(ali, "mode tea -i", "ok mode TEA -i");
	conn_ask(bob, "join tea", "err join bad-key ...");
	conn_ask(bob, "join tea secret", "join * TEA bob");
	conn_expect(ali, "join * TEA bob");
	conn_ask(bob, "mode tea", "ok mode TEA n * - 5 secret");
	PASS("it begins as it was left, and nobody else is its operator");
	conn_close(ali);
	conn_close(bob);
}

static void
test_restart(struct server *server)
{
	struct conn *bob = keeper_come(server, "bob");
	struct conn *ali;

	conn_ask(bob, "join tea", "err join bad-key ...");
	conn_ask(bob, "join tea secret", "join * tea bob");
	conn_ask(bob, "mode tea", "ok mode tea n * - 5 secret");
	conn_ask(bob, "drop tea", "err drop not-allowed ...");
	ali = keeper_come(server, "ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_expect(bob, "join * tea ali");
	conn_ask(ali, "mode tea", "ok mode tea n * o 5 secret");
	PASS("so it is after a restart");
	conn_ask(ali, "drop tea", "ok drop tea");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_expect(bob, "leave * tea ali");
	conn_ask(bob, "leave tea", "leave * tea bob");
	conn_ask(bob, "join tea", "join * tea bob");
	conn_ask(bob, "mode tea", "ok mode tea n * o 0 -");
	PASS("and not any more when it is dropped");
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);

	test_register(server);
	server_stop(server);
	server = server_start(&setup);
	test_restart(server);
	server_stop(server);
	return tap_done();
}
