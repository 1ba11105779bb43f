/* client/edit/kill: what was killed comes back, joined and in turn. */
#include "client/edit/kill.h"

#include <stdio.h>

#include "tests/lib/tap.h"

static void
joins(void)
{
	struct kill kill = { 0 };

	TAP_STR(kill_get(&kill), STR(""), "there is nothing at first");
	kill_turn(&kill);
	kill_add(&kill, STR("b"), KILL_BEFORE);
	TAP_STR(kill_get(&kill), STR("b"), "the first one is new");
	kill_add(&kill, STR("a"), KILL_BEFORE);
	kill_add(&kill, STR("c"), KILL_BEHIND);
	TAP_STR(kill_get(&kill), STR("abc"), "others join at either side");
	TAP_NUM(kill.count, 1, "and are one");
	kill_add(&kill, STR("new"), KILL_NEW);
	TAP_STR(kill_get(&kill), STR("new"), "the next is by itself");
	kill_turn(&kill);
	TAP_STR(kill_get(&kill), STR("abc"), "the one before it");
	kill_turn(&kill);
	TAP_STR(
	    kill_get(&kill), STR("new"), "and behind the oldest the newest");
	kill_turn(&kill);
	kill_add(&kill, STR("!"), KILL_BEHIND);
	TAP_STR(
	    kill_get(&kill), STR("new!"), "it is the newest that is joined");
	kill_free(&kill);
}

static void
forgets(void)
{
	struct kill kill = { 0 };
	char text[STR_DIGITS + 1];

	for (unsigned i = 0; i <= KILL_TEXTS; i++) {
		(void)snprintf(text, sizeof(text), "%u", i);
		kill_add(&kill, str_from(text), KILL_NEW);
	}
	for (size_t i = 1; i < KILL_TEXTS; i++)
		kill_turn(&kill);
	TAP_STR(kill_get(&kill), STR("1"), "the oldest but one is still there");
	kill_turn(&kill);
	TAP_STR(kill_get(&kill), STR("10"), "the oldest is not");
	kill_free(&kill);
}

int
main(void)
{
	joins();
	forgets();
	return tap_done();
}
