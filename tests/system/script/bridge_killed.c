/*
 * Whatever is killed, with a history everybody gets the words of one person in
 * their order and once.
 */
#include <stdio.h>

#include "tests/lib/bridged.h"
#include "tests/lib/pattern.h"

#define ROUNDS 25

static struct {
	struct conn *ali, *sara;
	unsigned said, heard;
} talk;

static void
say(unsigned count)
{
	while (count-- > 0)
		conn_say(talk.ali, "send tea number %u", ++talk.said);
}

/* Expects all that was said, in this order. */
static void
hear(void)
{
	char want[64];

	while (talk.heard < talk.said) {
		conn_wait_for(talk.sara, "msg * tea ...");
		(void)snprintf(want, sizeof(want),
		    "msg * tea ali/berlin number %u", ++talk.heard);
		if (pattern_matches(
			"msg * tea bridge -- berlin c...", talk.sara->line))
			talk.heard--; /* "cannot be reached" */
		else
			MUST(pattern_matches(want, talk.sara->line),
			    "wanted \"%s\", got \"%.*s\"", want,
			    (int)talk.sara->line.len, talk.sara->line.at);
	}
}

int
main(void)
{
	struct bridged *site = bridged_begin(2, true);

	talk.ali = conn_member(site[0].server, "ali", "tea");
	talk.sara = conn_member(site[1].server, "sara", "tea");
	say(3);
	hear();
	bridged_kill(&site[1].bridge);
	say(400);
	bridged_bridge(&site[1]);
	hear();
	PASS("the receiver's bridge continues where it was");
	bridged_kill(&site[0].bridge);
	say(400);
	bridged_bridge(&site[0]);
	hear();
	PASS("the sender's bridge finds what it has missed");
	for (size_t i = 0; i < 2; i++) {
		bridged_kill(&site[i].nats);
		say(50);
		bridged_nats(&site[i]);
		say(50);
		hear();
	}
	PASS("a nats-server that was down delays, and loses nothing");
	for (unsigned round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < 2; i++) {
			say(20);
			bridged_kill(&site[i].bridge);
			bridged_bridge(&site[i]);
			say(20);
		}
	hear();
	PASS("bridges killed %d times lose nothing and double nothing",
	    2 * ROUNDS);
	return tap_done();
}
