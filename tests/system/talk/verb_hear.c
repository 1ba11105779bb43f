/*
 * hear: changes of these keys, in the groups that one is in and of those with
 * whom one shares one; behind the answer for who makes them; and no others.
 */
#include "tests/lib/conn.h"

static void
test_groups(struct conn *javad, struct conn *ali, struct conn *reza)
{
	conn_ask(javad, "put 1 colour red", "ok put 1 colour *");
	conn_expect(javad, "set * 1 colour javad red");
	conn_expect(ali, "set * 1 colour javad red");
	conn_ask(ali, "put 1 shape round", "ok put 1 shape *");
	conn_ask(ali, "cut 1 colour", "ok cut 1 colour red");
	conn_expect(ali, "cut * 1 colour ali");
	conn_expect(javad, "cut * 1 colour ali");
	conn_ask(reza, "put 2 colour blue", "ok put 2 colour *");
	conn_expect(reza, "set * 2 colour reza blue");
	conn_expect_nothing(javad);
	conn_expect_nothing(ali);
	PASS("of one's groups, the keys that one has asked for");
}

static void
test_people(struct conn *javad, struct conn *ali, struct conn *reza)
{
	conn_ask(ali, "put @ali status away", "ok put @ali status *");
	conn_expect(ali, "set * @ali status ali away");
	conn_expect(javad, "set * @ali status ali away");
	conn_ask(reza, "put @reza status here", "ok put @reza status *");
	conn_expect(reza, "set * @reza status reza here");
	conn_expect_nothing(javad);
	PASS("of who shares a group with one");
	conn_ask(ali, "name alice", "name * ali alice");
	conn_expect(javad, "name * ali alice");
	conn_ask(ali, "cut @alice status", "ok cut @alice status away");
	conn_expect(ali, "cut * @alice status alice");
	conn_expect(javad, "cut * @alice status alice");
	PASS("whatever that one is called now");
}

static void
test_no_more(struct conn *javad, struct conn *ali)
{
	conn_ask(javad, "hear shape", "ok hear");
	conn_ask(ali, "put 1 colour green", "ok put 1 colour *");
	conn_expect(ali, "set * 1 colour alice green");
	conn_ask(ali, "put 1 shape flat", "ok put 1 shape * round");
	conn_expect(javad, "set * 1 shape alice flat");
	conn_ask(javad, "hear", "ok hear");
	conn_ask(ali, "put 1 shape round", "ok put 1 shape * flat");
	conn_expect_nothing(javad);
	PASS("the last hear alone counts");
	conn_ask(javad, "hear Shape", "err hear bad-text ...");
	conn_ask(javad, "hear a  b", "err hear bad-text ...");
	conn_ask(javad, "hear ", "err hear bad-command ...");
	PASS("what is no key is refused");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "2");

	conn_expect(javad, "join * 1 ali");
	conn_ask(javad, "hear colour status", "ok hear");
	conn_ask(ali, "hear colour status", "ok hear");
	conn_ask(reza, "hear colour status", "ok hear");
	test_groups(javad, ali, reza);
	test_people(javad, ali, reza);
	test_no_more(javad, ali);
	server_stop(server);
	return tap_done();
}
