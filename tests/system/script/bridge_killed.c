/*
 * Whatever is killed on three machines, everybody gets the words of one person
 * in their order and once, or is told how many may be missing; with a history,
 * a nats-server that was down or a bridge with nothing on its way costs
 * nothing.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"

#define ROUNDS 17
#define SITES 3

static void
kill_bridges(struct bridged *site)
{
	for (size_t i = 0; i < SITES; i++) {
		bridged_kill(&site[i].bridge);
		hearsay_all_say(400);
		bridged_bridge(&site[i]);
		hearsay_hear_all("a bridge continues where it was");
	}
}

static void
stop_nats(struct bridged *site)
{
	for (size_t i = 0; i < SITES; i++) {
		bridged_kill(&site[i].nats);
		hearsay_all_say(50);
		bridged_nats(&site[i]);
		hearsay_all_say(50);
		hearsay_hear();
		shell_signal(site[i].nats, SIGSTOP);
		hearsay_all_say(50);
		shell_signal(site[i].nats, SIGCONT);
		hearsay_hear();
	}
	hearsay_hear_all(
	    "a nats-server that was down delays, and loses nothing");
}

static void
stop_bridges(struct bridged *site)
{
	for (size_t i = 0; i < SITES; i++) {
		shell_signal(site[i].bridge, SIGSTOP);
		hearsay_all_say(400);
		shell_signal(site[i].bridge, SIGCONT);
	}
	hearsay_hear_all("nor does a bridge that was stopped");
}

int
main(void)
{
	struct bridged *site = bridged_begin(SITES, true);

	hearsay_begin(site, SITES);
	kill_bridges(site);
	stop_nats(site);
	stop_bridges(site);
	for (unsigned round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < SITES; i++) {
			hearsay_all_say(20);
			bridged_kill(&site[i].bridge);
			bridged_bridge(&site[i]);
			hearsay_all_say(20);
		}
	for (size_t i = 0; i < SITES; i++)
		server_expect(site[i].server, "bridge: serve *");
	hearsay_all_say(1);
	hearsay_hear();
	PASS("bridges killed %d times double nothing, and lose nothing untold",
	    SITES * ROUNDS);
	hearsay_note();
	return tap_done();
}
