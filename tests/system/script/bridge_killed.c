/*
 * Whatever is killed, everybody gets the words of one person in their order and
 * once, or is told how many may be missing; with a history, a network that was
 * down costs nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/bridged.h"

#include "tests/lib/pattern.h"

#define ROUNDS 25

static struct {
	struct conn *ali, *sara;
	unsigned said, heard;
	unsigned may; /* so many may be missing, by what sara was told */
	unsigned lost; /* so many were */
} talk;

static void
say(unsigned count)
{
	while (count-- > 0)
		conn_say(talk.ali, "send tea number %u", ++talk.said);
}

/* Takes a note about what is missing; false if the line is none. */
static bool
take_note(struct str line)
{
	uint64_t count;

	if (!pattern_matches("msg * tea bridge -- berlin...", line))
		return false;
	while (line.at != NULL && line.len > 0) {
		const struct str word = str_word(&line);
		if (line.at == NULL && str_to_number(word, 100000, &count))
			talk.may += (unsigned)count;
	}
	return true;
}

/* Expects all that was said, in this order; what is missing is told. */
static void
hear(void)
{
	struct str line;
	uint64_t number = 0;

	while (talk.heard < talk.said) {
		conn_wait_for(talk.sara, "msg * tea ...");
		line = talk.sara->line;
		if (take_note(line))
			continue;
		MUST(pattern_matches("msg * tea ali/berlin number *", line),
		    "got \"%.*s\"", (int)line.len, line.at);
		while (line.at != NULL)
			(void)str_to_number(str_word(&line), 100000, &number);
		MUST(number > talk.heard, "number %u comes after %u",
		    (unsigned)number, talk.heard);
		talk.lost += (unsigned)number - talk.heard - 1;
		talk.heard = (unsigned)number;
		MUST(talk.lost <= talk.may, "%u are missing, and %u told",
		    talk.lost, talk.may);
	}
}

/* Hears all; then nothing may be missing. */
static void
hear_all(const char *what)
{
	hear();
	TAP_NUM(talk.lost, 0, what);
}

static void
kill_bridges(struct bridged *site)
{
	bridged_kill(&site[1].bridge);
	say(400);
	bridged_bridge(&site[1]);
	hear_all("the receiver's bridge continues where it was");
	bridged_kill(&site[0].bridge);
	say(400);
	bridged_bridge(&site[0]);
	hear_all("the sender's bridge finds what it has missed");
}

static void
stop_nats(struct bridged *site)
{
	for (size_t i = 0; i < 2; i++) {
		bridged_kill(&site[i].nats);
		say(50);
		bridged_nats(&site[i]);
		say(50);
		hear();
		shell_signal(site[i].nats, SIGSTOP);
		say(50);
		shell_signal(site[i].nats, SIGCONT);
		hear();
	}
	hear_all("a nats-server that was down delays, and loses nothing");
}

int
main(void)
{
	struct bridged *site = bridged_begin(2, true);

	talk.ali = conn_member(site[0].server, "ali", "tea");
	talk.sara = conn_member(site[1].server, "sara", "tea");
	say(3);
	hear();
	kill_bridges(site);
	stop_nats(site);
	for (unsigned round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < 2; i++) {
			say(20);
			bridged_kill(&site[i].bridge);
			bridged_bridge(&site[i]);
			say(20);
		}
	say(1);
	hear();
	PASS("bridges killed %d times double nothing, and lose nothing untold",
	    2 * ROUNDS);
	tap_note("%u of %u messages were missing, and %u told", talk.lost,
	    talk.said, talk.may);
	return tap_done();
}
