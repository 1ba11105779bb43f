/*
 * A network that is cut, in both directions or in one, or that loses messages
 * at random, delays what is said and loses nothing that the origin has: here,
 * without a history, the last 1,000 messages.
 */
#include "tests/lib/bridged.h"
#include "tests/lib/dice.h"
#include "tests/lib/hearsay.h"

static struct hearsay there = { .speaker = "ali/berlin" };
static struct hearsay back = { .speaker = "sara/paris" };

/* Both say something while paris is cut off, until that is told. */
static void
cut(struct strait *strait, int holds, const char *what)
{
	strait->mode->holds = holds;
	hearsay_say(&there, 100);
	hearsay_say(&back, 100);
	if ((holds & STRAIT_FROM_NATS) != 0)
		conn_wait_for(
		    there.to, "msg * tea bridge -- berlin cannot be reached");
	else
		conn_wait_for(
		    back.to, "msg * tea bridge -- paris cannot be reached");
	strait->mode->holds = 0;
	hearsay_say(&there, 100);
	hearsay_say(&back, 100);
	hearsay_hear(&there);
	hearsay_hear_all(&back, what);
	TAP_NUM(there.lost, 0, "and the other way");
}

int
main(void)
{
	struct bridged *site;
	static struct strait strait;

	dice_begin();
	site = bridged_begin(2, false);
	strait_start(&strait, site[1].port);
	site[1].strait = &strait;
	bridged_kill(&site[1].bridge);
	bridged_bridge(&site[1]);
	server_expect(site[1].server, "bridge: serve *");
	there.from = conn_member(site[0].server, "ali", "tea");
	there.to = conn_member(site[1].server, "ann", "tea");
	back.from = conn_member(site[1].server, "sara", "tea");
	back.to = conn_member(site[0].server, "bo", "tea");
	hearsay_say(&there, 1);
	hearsay_hear(&there);
	hearsay_say(&back, 1);
	hearsay_hear(&back);
	cut(&strait, STRAIT_TO_NATS | STRAIT_FROM_NATS, "a cut loses nothing");
	cut(&strait, STRAIT_TO_NATS, "nor one to the others");
	cut(&strait, STRAIT_FROM_NATS, "nor one from the others");
	strait.mode->drops = 20;
	hearsay_say(&there, 500);
	hearsay_say(&back, 500);
	hearsay_hear(&there);
	hearsay_hear_all(&back, "messages that are lost are asked for");
	TAP_NUM(there.lost, 0, "on both sides");
	MUST(strait.mode->dropped > 0, "nothing was lost");
	return tap_done();
}
