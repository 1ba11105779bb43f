/*
 * Whatever is killed, everybody gets the words of one person in their order and
 * once, or is told how many may be missing; with a history, a nats-server that
 * was down or a bridge with nothing on its way costs nothing.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"

#define ROUNDS 25

static struct hearsay talk = { .speaker = "ali/berlin" };

static void
kill_bridges(struct bridged *site)
{
	bridged_kill(&site[1].bridge);
	hearsay_say(&talk, 400);
	bridged_bridge(&site[1]);
	hearsay_hear_all(&talk, "the receiver's bridge continues where it was");
	bridged_kill(&site[0].bridge);
	hearsay_say(&talk, 400);
	bridged_bridge(&site[0]);
	hearsay_hear_all(&talk, "the sender's bridge finds what it has missed");
}

static void
stop_nats(struct bridged *site)
{
	for (size_t i = 0; i < 2; i++) {
		bridged_kill(&site[i].nats);
		hearsay_say(&talk, 50);
		bridged_nats(&site[i]);
		hearsay_say(&talk, 50);
		hearsay_hear(&talk);
		shell_signal(site[i].nats, SIGSTOP);
		hearsay_say(&talk, 50);
		shell_signal(site[i].nats, SIGCONT);
		hearsay_hear(&talk);
	}
	hearsay_hear_all(
	    &talk, "a nats-server that was down delays, and loses nothing");
}

int
main(void)
{
	struct bridged *site = bridged_begin(2, true);

	talk.from = conn_member(site[0].server, "ali", "tea");
	talk.to = conn_member(site[1].server, "sara", "tea");
	hearsay_say(&talk, 3);
	hearsay_hear(&talk);
	kill_bridges(site);
	stop_nats(site);
	for (unsigned round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < 2; i++) {
			hearsay_say(&talk, 20);
			bridged_kill(&site[i].bridge);
			bridged_bridge(&site[i]);
			hearsay_say(&talk, 20);
		}
	server_expect(site[1].server, "bridge: serve *");
	hearsay_say(&talk, 1);
	hearsay_hear(&talk);
	PASS("bridges killed %d times double nothing, and lose nothing untold",
	    2 * ROUNDS);
	tap_note("of %u messages %u were missing, and %u told", talk.said,
	    talk.lost, talk.may);
	return tap_done();
}
