/*
 * heard shows the keys that the client hears, in a group's table and those of
 * its members, or in one client's, and no others.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

static const struct step refused[] = {
	{ "heard", "err heard bad-command ..." },
	{ "heard 1 a", "err heard bad-command ..." },
	{ "heard nowhere", "err heard not-member ..." },
	{ "heard @nobody", "err heard no-such-name ..." },
};

#define CROWD 300

/* More than waits for one that does not read. */
static void
test_crowd(struct server *server, struct conn *javad)
{
	struct conn *member[CROWD];

	for (size_t i = 0; i < CROWD; i++) {
		member[i] = conn_open(server);
		conn_say(member[i], "m%zu\njoin 2\nput @m%zu status %0250zu", i,
		    i, i);
		conn_wait_for(member[i], "ok put @m%zu status *", i);
	}
	conn_say(javad, "heard 2");
	for (size_t i = 0; i < CROWD; i++)
		conn_expect(javad, "row @m%zu status * m%zu %0250zu", i, i, i);
	conn_expect(javad, "ok heard 2 %d", CROWD);
	PASS("of many members, each");
}

int
main(void)
{
	bulk();
	struct server *server = server_start(&(struct setup) {
	    .config =
		"max_clients 400\nmax_per_address 400\nconnect_rate 1000\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_named(server, "reza");

	conn_expect(javad, "join * 1 ali");
	conn_ask(javad, "heard 1", "ok heard 1 0");
	conn_ask(javad, "hear colour status", "ok hear");
	conn_ask(ali, "put 1 colour red", "ok put ...");
	conn_expect(javad, "set * 1 colour ali red");
	conn_ask(ali, "put 1 shape round", "ok put ...");
	conn_ask(ali, "put @ali status away", "ok put ...");
	conn_expect(javad, "set * @ali status ali away");
	conn_ask(ali, "put @ali mood fine", "ok put ...");
	conn_ask(reza, "put @reza status here", "ok put ...");
	conn_ask(javad, "heard 1", "row 1 colour * ali red");
	conn_expect(javad, "row @ali status * ali away");
	conn_expect(javad, "ok heard 1 2");
	PASS("a group's and its members'");
	conn_ask(javad, "heard @reza", "row @reza status * reza here");
	conn_expect(javad, "ok heard @reza 1");
	PASS("anybody's");
	conn_steps(javad, refused);
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "mode tea +i", "ok mode tea +i");
	conn_ask(reza, "heard tea", "err heard not-member ...");
	PASS("each refusal");
	test_crowd(server, javad);
	server_stop(server);
	return tap_done();
}
