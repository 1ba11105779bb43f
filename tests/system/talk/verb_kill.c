/*
 * kill by a server operator ends the client of that name, which learns by whom
 * and why; others see only the end, and nobody else may use it.
 */
#include "tests/lib/filler.h"
#include "tests/lib/keeper.h"

static const struct step wrong[] = {
	{ "kill", "err kill bad-command ..." },
	{ "kill bo", "err kill bad-command ..." },
	{ "kill 1 x", "err kill bad-name ..." },
	{ "kill nobody x", "err kill no-such-name ..." },
};

static void
ends(struct server *server, struct conn *boss)
{
	struct conn *bo = conn_member(server, "bo", "tea");
	struct conn *sara = conn_member(server, "sara", "tea");

	conn_expect(bo, "join * tea sara");
	conn_ask(boss, "kill BO that is  enough", "ok kill bo");
	conn_expect(bo, "bye kicked killed by boss: that is  enough");
	conn_expect_end(bo);
	conn_expect(sara, "quit * bo kicked");
	server_expect(server, "boss: kill bo 127.0.0.1:*");
	PASS("it is told by whom and why, and others that it is gone");
	conn_say(boss, "kill sara %s", filler(3800));
	conn_expect(boss, "ok kill sara");
	conn_expect(sara, "bye kicked killed by boss: %s", filler(3800));
	PASS("however long that is");
}

/* Commands sent at once run in one turn. */
static void
ends_several(struct server *server, struct conn *boss)
{
	struct conn *one = conn_named(server, "one");
	struct conn *two = conn_named(server, "two");

	conn_say(boss, "kill one first\nkill one again\nkill two second\nping");
	conn_expect(boss, "ok kill one");
	conn_expect(boss, "ok kill one");
	conn_expect(boss, "ok kill two");
	conn_expect(boss, "ok ping");
	conn_expect(one, "bye kicked killed by boss: first");
	conn_expect(two, "bye kicked killed by boss: second");
	PASS("each is told its own reason, and the first counts");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = KEEPER_QUICK "oper ali\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *boss = conn_named(server, "boss");

	keeper_add(server, "ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(ali, "kill boss x", "err kill not-operator ...");
	conn_ask(ali, "kill nobody x", "err kill not-operator ...");
	conn_ask(boss, "ping", "ok ping");
	PASS("who is no operator may not, though the account is one's");
	conn_ask(boss, "oper ali pw", "ok oper");
	conn_steps(boss, wrong);
	ends(server, boss);
	ends_several(server, boss);
	conn_ask(boss, "kill boss myself", "ok kill boss");
	conn_expect(boss, "bye kicked killed by boss: myself");
	conn_expect_end(boss);
	PASS("an operator may end itself");
	server_stop(server);
	return tap_done();
}
