/*
 * server/router/history/reading_pace: who has read much waits while
 * people talk, all who do get their turns one after the other, and nobody waits
 * who has read little, or once it is quiet. All connections from an address
 * have the turns of one.
 */
#include "server/router/history/reading_pace.h"

#include "server/base/loop/ticks.h"
#include "server/router/model/slots.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define STEP 64
#define TURN (STEP * SEC / READING_PACE_RATE)

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

/* Connections from an address, turns that all have, and those of a fair half.
 */
#define MANY 8
#define TURNS 100
#define HALF (TURNS / 2 - 5)

static struct puppet ali, bob, cy, dan, stranger[MANY];

static uint32_t
client_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->client;
}

/* Somebody talks, as time goes on. */
static void
talk(usec time)
{
	pace(time);
	puppet_say(&cy, "send tea hi");
	stage_turn();
	stage_turn();
}

static void
read_much(const struct puppet *puppet)
{
	reading_pace_note(client_of(puppet), READING_PACE_BURST + 10);
}

static usec
wait_of(const struct puppet *puppet)
{
	return reading_pace_wait(client_of(puppet), STEP);
}

static void
test_quiet(void)
{
	read_much(&ali);
	TAP_OK(wait_of(&ali) == 0 && wait_of(&ali) == 0,
	    "nobody waits before anybody has talked");
}

static void
test_turns(void)
{
	usec now, turn, later;

	talk(MSEC);
	now = ticks_mono();
	TAP_OK(wait_of(&ali) == 0, "the first turn is at once");
	TAP_OK(wait_of(&bob) == 0, "who has read little does not wait");
	turn = wait_of(&ali);
	TAP_NUM(turn, now + TURN, "the next turn is when those lines are over");
	TAP_NUM(wait_of(&ali), turn, "it stays the same until it comes");
	read_much(&bob);
	later = wait_of(&bob);
	TAP_NUM(later, turn + TURN, "another reader comes after it");
	talk(TURN);
	TAP_OK(wait_of(&ali) == 0 && wait_of(&bob) == later,
	    "who has waited goes on, and nobody else");
	TAP_NUM(wait_of(&ali), later + TURN, "and is the last again");
}

static void
test_returns(void)
{
	talk(SEC);
	TAP_OK(wait_of(&bob) == 0 && wait_of(&bob) == 0,
	    "after a while a few lines may be read at once");
	reading_pace_note(client_of(&bob), READING_PACE_OWN + STEP);
	TAP_OK(wait_of(&bob) == 0 && wait_of(&bob) != 0, "and no more");
}

static void
test_lengths(void)
{
	usec turn;

	talk(10 * SEC);
	read_much(&ali);
	read_much(&bob);
	(void)(wait_of(&ali) + wait_of(&bob)); /* turns from before */
	TAP_OK(wait_of(&ali) == 0, "a reader has its turn");
	turn = reading_pace_wait(client_of(&bob), 1);
	TAP_NUM(turn, ticks_mono() + TURN, "another has the next, for a line");
	TAP_NUM(wait_of(&ali), turn + SEC / READING_PACE_RATE,
	    "which takes as long as a line");
}

static void
test_quiet_again(void)
{
	pace(READING_PACE_TALK);
	stage_turn();
	TAP_OK(wait_of(&ali) == 0 && wait_of(&ali) == 0,
	    "once it is quiet nobody waits, not even for a turn");
}

/* Then the crowds of the others are not held up for it (crowd.h). */
static bool
reads_much(const struct puppet *puppet)
{
	return ticks_mono() < slots_get(puppet->slot)->down.reads_much;
}

static void
test_bystanders(void)
{
	talk(100 * SEC);
	reading_pace_note(client_of(&ali), READING_PACE_BURST / 2);
	TAP_OK(!reads_much(&ali), "who reads little is a bystander");
	for (int i = 0; i < 100; i++)
		read_much(&ali);
	TAP_OK(reads_much(&ali), "who reads much is none");
	talk(10 * SEC);
	TAP_OK(!reads_much(&ali), "for a few seconds, however much it was");
}

static void
test_leaves(void)
{
	talk(10 * SEC);
	read_much(&ali);
	(void)wait_of(&ali);
	TAP_OK(wait_of(&ali) != 0, "a reader waits");
	puppet_die(&ali);
	stage_turn();
	puppet_enter(&ali);
	talk(MSEC);
	TAP_OK(wait_of(&ali) == 0 && wait_of(&ali) == 0,
	    "who comes after it in its place does not");
}

/* Reads as much as it may now. Returns how many turns it had. */
static unsigned
read_on(const struct puppet *puppet)
{
	unsigned count = 0;

	for (; wait_of(puppet) == 0; count++)
		reading_pace_note(client_of(puppet), STEP);
	return count;
}

static unsigned
read_all_on(void)
{
	unsigned count = 0;

	for (size_t i = 0; i < MANY; i++)
		count += read_on(&stranger[i]);
	return count;
}

static void
test_shared(void)
{
	unsigned strangers = 0, dans = 0;

	for (size_t i = 0; i < MANY; i++)
		puppet_enter_from(&stranger[i], "192.0.2.1:1");
	puppet_enter_from(&dan, "192.0.2.2:1");
	talk(100 * SEC);
	read_much(&stranger[0]);
	(void)read_on(&stranger[1]);
	TAP_OK(wait_of(&stranger[1]) != 0 && wait_of(&stranger[2]) != 0,
	    "what one has read counts for all from its address");
	TAP_OK(wait_of(&dan) == 0 && wait_of(&dan) == 0, "and for no others");
	read_much(&dan);
	for (int i = 0; i < TURNS; i++) {
		talk(TURN);
		strangers += read_all_on();
		dans += read_on(&dan);
	}
	TAP_OK(
	    dans >= HALF, "many from an address leave half to one: %u", dans);
	TAP_OK(strangers >= HALF, "and have the other half: %u", strangers);
	strangers = 0;
	for (int i = 0; i < TURNS; i++) {
		talk(TURN);
		strangers += read_all_on();
	}
	TAP_OK(strangers >= TURNS - 10, "alone they have all: %u", strangers);
}

int
main(void)
{
	stage_begin(options);
	pace(SEC);
	puppet_enter(&ali);
	puppet_enter(&bob);
	puppet_enter(&cy);
	puppet_say(&cy, "name cy");
	puppet_say(&cy, "join tea");
	stage_turn();
	test_quiet();
	test_turns();
	test_returns();
	test_lengths();
	test_quiet_again();
	test_bystanders();
	test_leaves();
	test_shared();
	return tap_done();
}
