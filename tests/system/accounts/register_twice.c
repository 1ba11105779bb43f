/*
 * If two operators register the same group at once, one succeeds, and still
 * owns the group after a restart.
 */
#include <signal.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

/* With both in the keeper's queue before it answers one of them. */
static void
register_both(struct server *server, struct conn *ali, struct conn *bob)
{
	keeper_signal(server, SIGSTOP);
	conn_say(ali, "send tea I do it\nregister tea");
	conn_wait_for(bob, "msg * tea ali I do it");
	conn_say(bob, "send tea no, I\nregister tea");
	conn_wait_for(ali, "msg * tea bob no, I");
	keeper_signal(server, SIGCONT);
}

/* Skips what was said in the group. */
static bool
has_it(struct conn *conn)
{
	struct str line;

	do
		line = conn_line(conn);
	while (pattern_matches("msg ...", line));
	MUST(pattern_matches("ok register tea", line) ||
		pattern_matches("err register exists ...", line),
	    "got \"%.*s\"", (int)line.len, line.at);
	return pattern_matches("ok ...", line);
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *bob = conn_member(server, "bob", "tea");
	bool is_alis, is_bobs;

	conn_expect(ali, "join * tea bob");
	conn_ask(ali, "mode tea +o bob", "ok mode tea +o bob");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(bob, "register pw", "ok register bob");
	register_both(server, ali, bob);
	is_alis = has_it(ali);
	is_bobs = has_it(bob);
	TAP_OK(is_alis != is_bobs, "one of them has it");
	/* The keeper does what it is told in that order. */
	conn_say(ali, "join rice\nregister rice");
	conn_wait_for(ali, "ok register rice");
	server_stop(server);
	server = server_start(&setup);
	ali = keeper_come(server, is_alis ? "ali" : "bob");
	conn_ask(ali, "drop tea", "ok drop tea");
	PASS("and has it after a restart");
	server_stop(server);
	return tap_done();
}
