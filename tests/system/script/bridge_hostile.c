/*
 * What other servers send through NATS can be anything: nobody speaks for
 * another server, no line reaches the local server that a client could not say,
 * and the bridge goes on.
 */
#include <string.h>

#include "tests/lib/bridged.h"

#define SAYS "fc.t.g.tea.rome"
#define TO_BERLIN "fc.t.to.berlin.rome"

static const struct {
	const char *subject, *text;
} nonsense[] = {
	{ SAYS, "" },
	{ SAYS, " " },
	{ SAYS, "1 1 x 0 - ali hi" },
	{ SAYS, "1 1 99999999999999999999 0 - ali hi" },
	{ SAYS, "1 1 5 7 - ali before what follows" },
	{ SAYS, "1 1 5 0 ali" },
	{ SAYS, "1 1 5 0 - ali" },
	{ SAYS, "1 1 10 0 - ali/paris from paris" },
	{ SAYS, "1 2 11 10 - ali!x@paris from paris" },
	{ SAYS, "1 3 12 11 - operserv hi" },
	{ SAYS, "1 4 13 12 - a-name-that-is-far-too-long-for-it hi" },
	{ SAYS, "1 5 14 13 - ali \033[2Jclear" },
	{ SAYS, "1 6 15 14 +x=\033 ali hi\033" },
	{ SAYS, "1 7 16 15 - ali \xff\xfe" },
	{ "fc.t.g.=00.rome", "1 1 17 0 - ali hi" },
	{ SAYS, "x 1 1 1" },
	{ SAYS, "1 1 9223372036854775808 9" },
	{ TO_BERLIN, "" },
	{ TO_BERLIN, "again" },
	{ TO_BERLIN, "again tea x" },
	{ TO_BERLIN, "said tea 1 1 9" },
	{ TO_BERLIN, "said tea" },
	{ TO_BERLIN, "tell ali" },
	{ TO_BERLIN, "tell ali/paris sara hi" },
	{ TO_BERLIN, "tell ali #tea hi" },
	{ TO_BERLIN, "note x" },
	{ TO_BERLIN, "note sara \033[2J" },
	{ TO_BERLIN, "who sara" },
	{ TO_BERLIN, "who sara/x tea" },
	{ TO_BERLIN, "shutdown now" },
};

/* Nobody may speak or hear as another. */
static void
cannot_pretend(struct conn *berlin)
{
	bridged_publish(berlin, "fc.t.g.tea.paris", "1 1 5 0 - ali hi");
	conn_wait_for(berlin, "-ERR 'Permissions Violation for Publish ...");
	bridged_publish(berlin, "fc.t.to.rome.paris", "note ali hi");
	conn_wait_for(berlin, "-ERR 'Permissions Violation for Publish ...");
	conn_say(berlin, "SUB fc.t.to.paris.* 7");
	conn_wait_for(
	    berlin, "-ERR 'Permissions Violation for Subscription...");
	conn_say(berlin, "SUB fc.t.> 8");
	conn_wait_for(
	    berlin, "-ERR 'Permissions Violation for Subscription...");
	PASS("nats-server binds each user to its name");
}

int
main(void)
{
	struct bridged *site = bridged_begin(2, false);
	struct conn *ali = conn_member(site[0].server, "ali", "tea");
	struct conn *sara = conn_member(site[1].server, "sara", "tea");
	struct conn *rome = bridged_user(&site[0], "rome");
	char big[5001];

	cannot_pretend(bridged_user(&site[0], "berlin"));
	for (size_t i = 0; i < COUNT(nonsense); i++)
		bridged_publish(
		    rome, nonsense[i].subject, "%s", nonsense[i].text);
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	bridged_publish(rome, SAYS, "1 8 20 0 - ali %s", big);
	for (unsigned i = 0; i < 900; i++)
		bridged_publish(rome, TO_BERLIN, "again tea %u", i);
	bridged_publish(rome, SAYS, "1 9 21 0 - ali one\nquit");
	bridged_publish(rome, SAYS, "1 10 9223372036854775800 0 - ali two");
	conn_wait_for(ali, "msg * tea ali/rome two");
	PASS("what is nonsense or too long is left out");
	conn_say(ali, "send tea still there");
	conn_wait_for(sara, "msg * tea ali/berlin still there");
	conn_say(sara, "send tea yes");
	conn_wait_for(ali, "msg * tea sara/paris yes");
	TAP_NUM(server_logged(site[0].server, "broken: ..."), 0,
	    "the server has seen nothing wrong, and the bridge goes on");
	return tap_done();
}
