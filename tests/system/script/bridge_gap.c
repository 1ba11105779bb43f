/*
 * forkcast bridge relays each message of another server once and in its order:
 * what does not follow the last one it asks for, and what is lost it counts.
 */
#include "tests/lib/bridged.h"

#define SAYS "fc.t.g.tea.rome"
#define TO_BERLIN "fc.t.to.berlin.rome"

/* The test speaks as rome. */
static struct conn *rome, *sara;

static void
expect_again(const char *what)
{
	conn_wait_for(rome, "MSG fc.t.to.rome.berlin ...");
	conn_expect(rome, "again tea %s...", what);
}

static void
repairs(void)
{
	bridged_publish(rome, SAYS, "1 1 1000 0 - ali one");
	conn_wait_for(sara, "msg * tea ali/rome one");
	bridged_publish(rome, SAYS, "1 1 1000 0 - ali one");
	bridged_publish(rome, SAYS, "1 3 3000 2000 - ali three");
	expect_again("1000");
	bridged_publish(rome, SAYS, "1 4 4000 3000 - ali four");
	bridged_publish(rome, TO_BERLIN, "said tea 1 2 2000 1000 - ali two");
	bridged_publish(rome, TO_BERLIN, "said tea 1 3 3000 2000 - ali three");
	bridged_publish(rome, TO_BERLIN, "said tea 1 3 3000 3000");
	conn_expect(sara, "msg * tea ali/rome two");
	conn_expect(sara, "msg * tea ali/rome three");
	expect_again("3000");
	bridged_publish(rome, TO_BERLIN, "said tea 1 4 4000 3000 - ali four");
	bridged_publish(rome, TO_BERLIN, "said tea 1 4 4000 4000");
	conn_expect(sara, "msg * tea ali/rome four");
	PASS("what is missing is asked for, and comes once and in order");
}

static void
counts(void)
{
	bridged_publish(rome, SAYS, "1 9 9000 8000 - ali nine");
	expect_again("4000");
	bridged_publish(rome, TO_BERLIN, "said tea 1 9 9000 0 - ali nine");
	bridged_publish(rome, TO_BERLIN, "said tea 1 9 9000 9000");
	conn_expect(sara, "msg * tea bridge -- rome: messages missing here: 4");
	conn_expect(sara, "msg * tea ali/rome nine");
	bridged_publish(rome, SAYS, "1 10 10000 10000");
	expect_again("9000");
	bridged_publish(rome, TO_BERLIN, "said tea 1 10 10000 0");
	conn_expect(sara, "msg * tea bridge -- rome: messages missing here: 1");
	PASS("what the other server has lost is counted, also the last one");
	bridged_publish(rome, SAYS, "20 1 20000 0 - ali anew");
	conn_expect(sara,
	    "msg * tea bridge -- rome: messages may be missing here, nobody "
	    "knows how many");
	conn_expect(sara, "msg * tea ali/rome anew");
	PASS("a server that remembers nothing is told of");
}

int
main(void)
{
	struct bridged *site = bridged_begin(1, false);

	sara = conn_member(site->server, "sara", "tea");
	rome = bridged_user(site, "rome");
	conn_say(rome, "SUB fc.t.g.tea.* 1");
	conn_wait_for(rome, "* 0 * *");
	conn_say(rome, "UNSUB 1");
	conn_say(rome, "SUB fc.t.to.rome.* 2");
	repairs();
	counts();
	for (int i = 0; i < 3; i++)
		conn_ask(sara, "send tea hello", "msg * tea sara hello");
	bridged_publish(rome, TO_BERLIN, "again tea 1");
	conn_wait_for(rome, "said tea * 1 * * - sara hello...");
	conn_wait_for(rome, "said tea * 2 * * - sara hello...");
	conn_wait_for(rome, "said tea * 3 * * - sara hello...");
	conn_wait_for(rome, "said tea * 3 * *");
	PASS("it answers such a question");
	bridged_publish(rome, SAYS, "20 2 20001 20000 - ali here");
	conn_wait_for(sara, "msg * tea ali/rome here");
	server_expect(site->server, "bridge: serve rome");
	conn_say(sara, "tell ali/rome hi");
	conn_wait_for(rome, "tell sara ali hi...");
	bridged_publish(rome, TO_BERLIN, "note sara ali: asleep");
	conn_wait_for(sara, "tell * bridge sara -- rome: ali: asleep");
	PASS("what is told goes to rome, and a failure comes back");
	return tap_done();
}
