/*
 * server/router/model/invites: who is invited to what, seen from both sides, at
 * random beside a model; as many to a group as may be; and when all are gone,
 * so is their memory.
 */
#include "server/router/model/invites.h"

#include "server/base/data/index.h"
#include "server/base/loop/ticks.h"
#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "shared/limits.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

extern const struct module invites_module;

#define CLIENTS 9
#define GROUPS 7
#define TRIES 20000

enum invited { NOT, HEARD, OPEN };

static enum invited model[GROUPS][CLIENTS];
static size_t at_first; /* memory that is used by empty tables */

static bool
agrees(void)
{
	size_t to[GROUPS] = { 0 }, of[CLIENTS] = { 0 };

	for (uint32_t g = 0; g < GROUPS; g++)
		for (uint32_t c = 0; c < CLIENTS; c++) {
			const enum invited is = model[g][c];
			to[g] += is != NOT;
			of[c] += is != NOT;
			if (invites_has(g, c) != (is != NOT) ||
			    invites_open(g, c) != (is == OPEN) ||
			    set_has(invites_of(c), g) != (is != NOT) ||
			    set_has(invites_to(g), c) != (is != NOT))
				return false;
		}
	for (uint32_t g = 0; g < GROUPS; g++)
		if (invites_to(g)->count != to[g])
			return false;
	for (uint32_t c = 0; c < CLIENTS; c++)
		if (invites_of(c)->count != of[c])
			return false;
	return true;
}

static bool
try_add(uint32_t g, uint32_t c)
{
	const bool opens = dice_once_in(2);

	if (opens)
		model[g][c] = OPEN;
	else if (model[g][c] == NOT)
		model[g][c] = HEARD;
	return invites_add(g, c, opens);
}

static bool
change(void)
{
	const uint32_t g = dice(GROUPS), c = dice(CLIENTS);
	const uint32_t what = dice(100);

	if (what < 70)
		return try_add(g, c);
	if (what < 94) {
		invites_drop(g, c);
		model[g][c] = NOT;
	} else if (what < 97) {
		invites_clear(g);
		for (uint32_t other = 0; other < CLIENTS; other++)
			model[g][other] = NOT;
	} else {
		invites_module.leave(c);
		for (uint32_t other = 0; other < GROUPS; other++)
			model[other][c] = NOT;
	}
	return true;
}

static void
are_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = change() && agrees();
	TAP_OK(good, "%d changes at random", TRIES);
	for (uint32_t g = 0; g < GROUPS; g++)
		invites_clear(g);
	TAP_NUM(arena_used(), at_first, "their memory is given back");
}

static void
are_so_many(void)
{
	for (uint32_t c = 0; c < LIMIT_INVITED; c++)
		MUST(invites_add(0, c, true), "%u", (unsigned)c);
	TAP_OK(!invites_add(0, LIMIT_INVITED, true),
	    "%d are invited, and no more", LIMIT_INVITED);
	TAP_OK(!invites_has(0, LIMIT_INVITED) &&
		invites_of(LIMIT_INVITED)->count == 0,
	    "who is too many is not");
	TAP_OK(invites_add(0, 7, false), "one of them is again");
	TAP_OK(invites_add(1, LIMIT_INVITED, true), "to another group");
	invites_module.leave(3);
	TAP_OK(invites_add(0, LIMIT_INVITED, true), "one goes, one comes");
	TAP_OK(!invites_have_room(0, true), "then there is no room");
	invites_clear(0);
	invites_clear(1);
	for (uint32_t c = 0; c < LIMIT_INVITED_BY_ALL; c++)
		MUST(invites_have_room(0, false) && invites_add(0, c, false),
		    "%u", (unsigned)c);
	TAP_OK(!invites_have_room(0, false) && invites_have_room(0, true),
	    "the last %d are for operators",
	    LIMIT_INVITED - LIMIT_INVITED_BY_ALL);
	invites_clear(0);
	TAP_NUM(arena_used(), at_first, "nothing is left");
}

static void
tells(void)
{
	MUST(invites_add(0, 1, true), "no memory");
	TAP_OK(invites_may_announce(0, 1), "an invitation is told");
	TAP_OK(!invites_may_announce(0, 1), "once");
	TAP_OK(invites_may_announce(1, 1) && invites_may_announce(0, 2),
	    "as each other is");
	pace(INVITES_AGAIN - 1);
	ticks_advance(0);
	TAP_OK(!invites_may_announce(0, 1), "not again too early");
	pace(1);
	ticks_advance(0);
	TAP_OK(invites_may_announce(0, 1) && !invites_may_announce(0, 1),
	    "then it is");
	invites_drop(0, 1);
	TAP_OK(invites_may_announce(0, 1), "and a later one is, too");
}

int
main(void)
{
	dice_begin();
	ticks_advance(0);
	MUST(modules_init(), "no memory");
	at_first = arena_used();
	are_like_the_model();
	are_so_many();
	tells();
	return tap_done();
}
