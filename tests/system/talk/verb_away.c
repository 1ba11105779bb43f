/*
 * away: those who want full events are told of it, and told again by who comes
 * or is spoken to while it is away; others are not disturbed.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "away \x1b[2J", "err away bad-text ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bo = conn_member(server, "bo", "1");
	struct conn *reza;

	conn_expect(ali, "join * 1 bo");
	conn_ask(bo, "want full", "ok want full");
	conn_steps(ali, refused);
	conn_ask(ali, "away", "ok away");
	conn_expect_nothing(bo);
	PASS("who is not away comes back without a word");
	conn_ask(ali, "away out for tea", "ok away");
	conn_expect(bo, "away * ali!user@*.ip!*!- out for tea");
	conn_ask(bo, "tell ali hi", "gone ali out for tea");
	conn_expect(bo, "tell * bo!user@*.ip!*!- ali hi");
	conn_expect(ali, "tell * bo ali hi");
	conn_ask(bo, "note @ali hi", "gone ali out for tea");
	conn_expect(bo, "note * @ali bo!user@*.ip!*!- hi");
	conn_expect(ali, "tell * bo ali hi");
	PASS("who speaks to it is told, before the answer");
	reza = conn_named(server, "reza");
	conn_ask(reza, "tell ali hi", "tell * reza ali hi");
	conn_expect(ali, "tell * reza ali hi");
	PASS("unless it does not want to know");
	conn_ask(ali, "leave 1", "leave * 1 ali");
	conn_expect(bo, "leave * 1 ali!user@*.ip!*!-");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(bo, "join * 1 ali!user@*.ip!*!- ali");
	conn_expect(bo, "away * ali!user@*.ip!*!- out for tea");
	PASS("where it joins they are told that it is away");
	conn_ask(ali, "away", "ok away");
	conn_expect(bo, "away * ali!user@*.ip!*!-");
	conn_ask(bo, "tell ali hi", "tell * bo!user@*.ip!*!- ali hi");
	PASS("and when it is back");
	server_stop(server);
	return tap_done();
}
