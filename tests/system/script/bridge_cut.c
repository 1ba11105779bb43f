/*
 * A network that is cut, in both directions or in one, or that loses messages
 * at random, delays what is said and loses nothing that the origin has: here,
 * without a history, the last 1,000 messages.
 */
#include "tests/lib/bridged.h"
#include "tests/lib/dice.h"
#include "tests/lib/hearsay.h"

#define SITES 3

/* All say something while paris is cut off, until the hearer is told. */
static void
cut(struct strait *strait, int holds, struct conn *hearer, const char *whom,
    const char *what)
{
	strait->mode->holds = holds;
	hearsay_all_say(100);
	conn_wait_for(hearer, "msg * tea bridge -- %s cannot be reached", whom);
	strait->mode->holds = 0;
	hearsay_all_say(100);
	hearsay_hear_all(what);
	conn_wait_for(
	    hearer, "msg * tea bridge -- %s can be reached again", whom);
}

int
main(void)
{
	struct bridged *site;
	struct conn *berlin, *paris;
	static struct strait strait;

	dice_begin();
	site = bridged_begin(SITES, false);
	strait_start(&strait, site[1].port);
	site[1].strait = &strait;
	bridged_kill(&site[1].bridge);
	bridged_bridge(&site[1]);
	server_expect(site[1].server, "bridge: serve *");
	hearsay_begin(site, SITES);
	berlin = conn_member(site[0].server, "ann", "tea");
	paris = conn_member(site[1].server, "ann", "tea");
	cut(&strait, STRAIT_TO_NATS | STRAIT_FROM_NATS, paris, "rome",
	    "a cut loses nothing");
	cut(&strait, STRAIT_TO_NATS, berlin, "paris", "nor one to the others");
	cut(&strait, STRAIT_FROM_NATS, paris, "berlin",
	    "nor one from the others");
	strait.mode->drops = 20;
	hearsay_all_say(500);
	hearsay_hear_all("messages that are lost are asked for");
	MUST(strait.mode->dropped > 0, "nothing was lost");
	return tap_done();
}
