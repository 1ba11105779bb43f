/*
 * profile_rate: how often a minute a client may tell those who share a group
 * with it that it is away, or has another real name. What is as it was counts
 * for nothing, and nobody is told.
 */
#include "tests/lib/conn.h"

static const struct step calm[] = {
	{ "away lunch", "ok away" },
	{ "away lunch", "ok away" },
	{ "about - Ali of Shiraz", "ok about" },
	{ "about - Ali of Shiraz", "ok about" },
	{ "about x Ali of Shiraz", "ok about" },
	{ "away lunch", "ok away" },
};

static const struct step hasty[] = {
	{ "away", "err away slow-down ..." },
	{ "about - Ali", "err about slow-down ..." },
	{ "away lunch", "ok away" },
	{ "name Ali", "name * ali Ali" },
	{ "name Ali", "name * Ali Ali" },
	{ "name Ali", "name * Ali Ali" },
};

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "profile_rate 2\nrename_rate 1\n" });
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *bo = conn_member(server, "bo", "1");
	struct conn *other = conn_open(server);

	conn_expect(ali, "join * 1 bo");
	conn_ask(bo, "want full", "ok want full");
	conn_steps(ali, calm);
	conn_expect(bo, "away * ali!user@*.ip!*!- lunch");
	conn_expect(bo, "about * ali!user@*.ip!*!- Ali of Shiraz");
	conn_expect_nothing(bo);
	PASS("what is as it was is told to nobody, and counts for nothing");
	conn_steps(ali, hasty);
	conn_expect(bo, "name * ali!user@*.ip!*!- Ali");
	conn_expect_nothing(bo);
	conn_ask(bo, "whois Ali", "person * a Ali!* * * Ali of Shiraz");
	PASS("the third within a minute is refused, and has no effect");
	for (int i = 0; i < 4; i++)
		conn_ask(other, "about - Reza", "ok about");
	conn_ask(other, "reza", "ok name reza");
	conn_ask(other, "away lunch", "ok away");
	PASS("another client may, and does not count before it has a name");
	server_stop(server);
	return tap_done();
}
