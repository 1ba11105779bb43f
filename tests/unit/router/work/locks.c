/*
 * server/router/work/locks: who holds a key, and when. As many as they
 * ask for, strictly in the order of asking; a hold ends where its client says
 * so, leaves, is removed or dies; only holders may change the key, which goes
 * with the last of them; and what is refused has no effect.
 */
#include "server/router/work/locks.h"

#include <stdio.h>

#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option usual[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "table_max", "5K" }, { NULL, NULL } };
static const struct config_option few[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "table_keys", "2" }, { NULL, NULL } };

static struct {
	struct puppet ann; /* in tea, as bob and cem; its operator */
	struct puppet bob;
	struct puppet cem;
	struct puppet eve; /* in tea, and hears of k */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.cem, test.last);
	puppet_hear_all(&test.eve, test.last);
}

static void
begin(void)
{
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_join(&test.cem, "cem", "tea");
	puppet_join(&test.eve, "eve", "tea");
	puppet_say(&test.eve, "hear k");
	hear_all();
}

static void
end(void)
{
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	puppet_die(&test.cem);
	puppet_die(&test.eve);
	sane_check_empty();
	stage_forget_log();
}

/* The whole answer is one line. */
static bool
ask(struct puppet *puppet, const char *line, const char *answer)
{
	return puppet_ask(puppet, line, answer) && puppet_hears_nothing(puppet);
}

/* It is its turn at once. */
static bool
holds(struct puppet *puppet, const char *line)
{
	return puppet_ask(puppet, line, "ok hold tea k 0") &&
	    puppet_hears(puppet, "held * tea k") &&
	    puppet_hears_nothing(puppet);
}

/* It is told so later. */
static bool
is_told(struct puppet *puppet)
{
	return puppet_hears(puppet, "held * tea k") &&
	    puppet_hears_nothing(puppet);
}

/* The key is as who hears of it is told. */
static bool
is_set(const char *by, const char *value)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "set * tea k %s %s", by, value);
	if (!puppet_hears(&test.eve, line))
		return false;
	(void)snprintf(line, sizeof(line), "row tea k * %s %s", by, value);
	return puppet_ask(&test.eve, "get tea k", line) &&
	    puppet_hears(&test.eve, "ok get tea 1") &&
	    puppet_hears_nothing(&test.eve);
}

static bool
is_cut(const char *by)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "cut * tea k %s", by); /* fits */
	return puppet_hears(&test.eve, line) &&
	    ask(&test.eve, "get tea k", "ok get tea 0") && holds_locks() == 0;
}

static void
goes_in_turn(void)
{
	begin();
	TAP_OK(holds(&test.ann, "hold TEA k 1  of ann "), "nobody holds it");
	TAP_OK(is_set("ann", " of ann "), "it is set");
	TAP_OK(ask(&test.bob, "hold tea k 1 of bob", "ok hold tea k 1") &&
		ask(&test.cem, "hold tea k 1 of cem", "ok hold tea k 2"),
	    "others wait");
	TAP_OK(puppet_hears_nothing(&test.eve), "and change nothing");
	TAP_OK(ask(&test.ann, "free tea k", "ok free tea k") &&
		is_told(&test.bob) && is_set("bob", "of bob"),
	    "the next has its turn, with its own value");
	TAP_OK(ask(&test.ann, "hold tea k 1 again", "ok hold tea k 2"),
	    "and who has freed it is the last");
	TAP_OK(ask(&test.cem, "free tea k", "ok free tea k") &&
		puppet_hears_nothing(&test.ann) &&
		puppet_hears_nothing(&test.bob),
	    "who waits can give up");
	TAP_OK(ask(&test.bob, "free tea k", "ok free tea k") &&
		is_told(&test.ann) && is_set("ann", "again"),
	    "and is left out");
	TAP_OK(ask(&test.ann, "free tea k", "ok free tea k") && is_cut("ann"),
	    "with the last the key goes");
	end();
}

/* "held" has the ID of the change, by which its client may swap the key. */
static void
knows_its_id(void)
{
	char line[LIMIT_LINE], id[LIMIT_ID + 1];
	struct str held;

	begin();
	puppet_say(&test.eve, "hold tea k 1 x");
	MUST(puppet_hears(&test.eve, "ok hold tea k 0") &&
		puppet_line(&test.eve, &held) &&
		pattern_matches("held * tea k", held),
	    "it does not hold it");
	(void)snprintf(id, sizeof(id), "%s", held.at + strlen("held "));
	(void)snprintf(line, sizeof(line), "set %s tea k eve x", id);
	TAP_OK(puppet_hears(&test.eve, line), "one ID for both");
	(void)snprintf(line, sizeof(line), "swap tea k %s y", id); /* fits */
	TAP_OK(puppet_ask(&test.eve, line, "ok swap tea k * x"),
	    "by which it swaps the value");
	end();
}

static void
lets_so_many(void)
{
	begin();
	MUST(ask(&test.eve, "hear", "ok hear"), "hear");
	TAP_OK(holds(&test.ann, "hold tea k 2 a") &&
		holds(&test.bob, "hold tea k 2 b"),
	    "two of two");
	TAP_OK(ask(&test.cem, "hold tea k 1 c", "ok hold tea k 1") &&
		ask(&test.eve, "hold tea k 10000 e", "ok hold tea k 2"),
	    "no third");
	TAP_OK(ask(&test.bob, "free tea k", "ok free tea k") &&
		puppet_hears_nothing(&test.cem) &&
		puppet_hears_nothing(&test.eve),
	    "one who wants to be alone waits for all, and lets nobody pass");
	TAP_OK(
	    ask(&test.ann, "free tea k", "ok free tea k") && is_told(&test.cem),
	    "then it is alone");
	end();
}

/* Several may begin at once: all who come before one who may not. */
static void
lets_many_begin(void)
{
	begin();
	MUST(holds(&test.ann, "hold tea k 1 a") &&
		ask(&test.bob, "hold tea k 1 b", "ok hold tea k 1") &&
		ask(&test.cem, "hold tea k 2 c", "ok hold tea k 2"),
	    "they wait");
	puppet_say(&test.eve, "hear none");
	hear_all();
	MUST(ask(&test.eve, "hold tea k 2 e", "ok hold tea k 3"), "hold");
	puppet_say(&test.ann, "free tea k");
	TAP_OK(is_told(&test.bob) && is_told(&test.cem) &&
		puppet_hears_nothing(&test.eve),
	    "two of three");
	puppet_die(&test.bob);
	stage_turn();
	TAP_OK(puppet_hears(&test.eve, "quit * bob") && is_told(&test.eve),
	    "and the third when one of them is dead");
	puppet_join(&test.bob, "bob", "tea");
	end();
}

/* Ways to lose a hold, each with what the others are told first. */
static const struct {
	bool is_kicked;
	const char *line; /* null: ann is killed */
	const char *told[2];
} ends[] = {
	{ false, "leave tea", { "leave * tea ann" } },
	{ true, "kick tea ann", { "kick * tea eve ann", "leave * tea ann" } },
	{ false, "quit", { "quit * ann" } },
	{ false, NULL, { "quit * ann" } },
};

static bool
is_told_of_end(size_t i)
{
	return puppet_hears(&test.bob, ends[i].told[0]) &&
	    (ends[i].told[1] == NULL ||
		puppet_hears(&test.bob, ends[i].told[1]));
}

static void
end_holds(size_t i)
{
	puppet_say(&test.ann, "mode tea +o eve");
	puppet_say(&test.ann, "hold tea k 1 a");
	puppet_say(&test.ann, "hold tea other 1 a");
	hear_all();
	MUST(ask(&test.bob, "hold tea k 1 b", "ok hold tea k 1"), "no place");
	if (ends[i].line == NULL)
		puppet_die(&test.ann);
	else
		puppet_say(
		    ends[i].is_kicked ? &test.eve : &test.ann, ends[i].line);
	stage_turn();
}

static void
ends_with_its_client(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		begin();
		end_holds(i);
		TAP_OK(is_told_of_end(i) && is_told(&test.bob),
		    "%s ends a hold",
		    ends[i].line != NULL ? ends[i].line : "death");
		TAP_OK(
		    table_find(groups_find(STR("tea")), STR("other")) == NULL &&
			holds_locks() == 1,
		    "and all others of that group");
		if (ends[i].line == NULL)
			puppet_enter(&test.ann);
		end();
	}
}

/* A hold in another group stays, and so does who waits there. */
static void
keeps_others(void)
{
	begin();
	puppet_say(&test.ann, "join rice");
	puppet_say(&test.bob, "join rice");
	puppet_say(&test.ann, "hold rice k 1 a");
	puppet_say(&test.bob, "hold rice k 1 b");
	puppet_say(&test.ann, "leave tea");
	hear_all();
	TAP_OK(ask(&test.bob, "put rice k x", "err put not-holder ..."),
	    "ann holds it");
	puppet_say(&test.bob, "leave rice");
	puppet_say(&test.ann, "free rice k");
	TAP_NUM(holds_locks(), 0, "and bob waits no more");
	end();
}

/* A group without members has no locks, and if it stays no such keys. */
static void
goes_with_the_group(void)
{
	begin();
	puppet_say(&test.ann, "join rice");
	puppet_say(&test.ann, "hold rice k 1 a");
	puppet_say(&test.ann, "leave rice");
	TAP_NUM(holds_locks(), 0, "with a group its locks go");
	puppet_say(&test.ann, "join stays");
	groups_keep(groups_find(STR("stays")), 0);
	puppet_say(&test.ann, "hold stays k 1 a");
	puppet_say(&test.ann, "put stays l x");
	puppet_say(&test.ann, "leave stays");
	TAP_OK(
	    holds_locks() == 0 && table_count(groups_find(STR("stays"))) == 1,
	    "one that stays loses only its held keys");
	groups_unkeep_all();
	groups_remove_if_empty(groups_find(STR("stays")));
	end();
}

/* Commands of others on a held key, and the answers. */
static const struct {
	const char *line;
	const char *answer;
} writes[] = {
	{ "put tea k x", "err put not-holder ..." },
	{ "add tea k x", "err add exists ..." },
	{ "cut tea k", "err cut not-holder ..." },
	{ "swap tea k 1600000000000000 x", "err swap not-holder ..." },
	{ "free tea k", "err free not-holder ..." },
};

static void
is_the_holders(void)
{
	begin();
	MUST(holds(&test.ann, "hold tea k 1 a") && is_set("ann", "a"), "hold");
	for (size_t i = 0; i < COUNT(writes); i++)
		TAP_OK(ask(&test.bob, writes[i].line, writes[i].answer),
		    "others may not: %s", writes[i].line);
	MUST(ask(&test.bob, "hold tea k 1 b", "ok hold tea k 1"), "hold");
	for (size_t i = 0; i + 1 < COUNT(writes); i++)
		TAP_OK(ask(&test.bob, writes[i].line, writes[i].answer),
		    "who waits may not: %s", writes[i].line);
	TAP_OK(ask(&test.ann, "put tea k x", "ok put tea k * a") &&
		is_set("ann", "x"),
	    "the holder may");
	TAP_OK(ask(&test.ann, "cut tea k", "ok cut tea k x") &&
		puppet_hears(&test.eve, "cut * tea k ann"),
	    "it may even remove it");
	TAP_OK(ask(&test.cem, "add tea k x", "err add exists ...") &&
		ask(&test.cem, "put tea k x", "err put not-holder ..."),
	    "and holds it still");
	TAP_OK(puppet_ask(&test.ann, "add tea k y", "ok add tea k * 1"),
	    "so that only it may add it");
	hear_all();
	puppet_say(&test.ann, "cut tea k");
	puppet_say(&test.ann, "free tea k");
	hear_all();
	puppet_say(&test.bob, "free tea k");
	TAP_OK(is_cut("bob"), "the next has set it again");
	end();
}

static void
overwrites(void)
{
	begin();
	puppet_say(&test.cem, "put tea k old");
	hear_all();
	TAP_OK(holds(&test.ann, "hold tea k 1 new") && is_set("ann", "new"),
	    "what was there is gone");
	end();
}

/* Refused lines and the answers; nothing comes of them. */
static const struct {
	const char *line;
	const char *answer;
} wrong[] = {
	{ "hold rice k 1 x", "err hold not-member ..." },
	{ "hold none k 1 x", "err hold not-member ..." },
	{ "free rice k", "err free not-holder ..." },
	{ "free none k", "err free not-holder ..." },
};

static void
refuses(void)
{
	begin();
	puppet_say(&test.eve, "join rice");
	hear_all();
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(ask(&test.ann, wrong[i].line, wrong[i].answer), "%s",
		    wrong[i].line);
	MUST(holds(&test.ann, "hold tea k 2 x"), "hold");
	TAP_OK(ask(&test.ann, "hold tea k 2 x", "err hold already-holder ..."),
	    "a second time");
	MUST(ask(&test.bob, "hold tea k 1 x", "ok hold tea k 1"), "hold");
	TAP_OK(ask(&test.bob, "hold tea k 2 x", "err hold already-holder ..."),
	    "nor while one waits");
	TAP_NUM(holds_used(), 2, "all of them hold or wait for nothing");
	end();
}

/* A muted client may not ask, but frees what it has asked for before. */
static void
is_muted(void)
{
	begin();
	MUST(holds(&test.bob, "hold tea k 1 x") &&
		ask(&test.cem, "hold tea k 1 c", "ok hold tea k 1"),
	    "hold");
	puppet_say(&test.ann, "mode tea +m");
	hear_all();
	TAP_OK(ask(&test.eve, "hold tea k 1 x", "err hold muted ..."),
	    "a mute one may not ask");
	TAP_OK(
	    ask(&test.bob, "free tea k", "ok free tea k") && is_told(&test.cem),
	    "what it holds it may free, and who waits has its turn");
	end();
}

/* Its turn comes under the name that it has then. */
static void
is_renamed(void)
{
	begin();
	MUST(holds(&test.ann, "hold tea k 1 x") &&
		ask(&test.bob, "hold tea k 1 value", "ok hold tea k 1"),
	    "hold");
	puppet_say(&test.bob, "name rob");
	puppet_say(&test.cem, "name bob");
	hear_all();
	puppet_say(&test.ann, "free tea k");
	TAP_OK(is_told(&test.bob) && is_set("rob", "value"),
	    "no other one's name");
	end();
}

/* Values of who waits count as soon as it asks. */
static void
has_room(void)
{
	char line[LIMIT_LINE];

	stage_configure(small);
	begin();
	MUST(holds(&test.ann, "hold tea k 1 x"), "hold");
	(void)snprintf(line, sizeof(line), "hold tea k 1 %s", filler(600));
	TAP_OK(
	    ask(&test.bob, line, "err hold too-many ...") && holds_used() == 1,
	    "for a long value there is no room");
	(void)snprintf(line, sizeof(line), "hold tea k 1 %s", filler(300));
	TAP_OK(ask(&test.bob, line, "ok hold tea k 1"), "for a short one");
	TAP_OK(ask(&test.bob, "put @bob k x", "ok put @bob k *") &&
		ask(&test.bob, "free tea k", "ok free tea k"),
	    "what waits");
	(void)snprintf(line, sizeof(line), "put @bob l %s", filler(200));
	TAP_OK(puppet_ask(&test.bob, line, "ok put @bob l *"),
	    "gives its room back");
	end();
	stage_configure(few);
	begin();
	puppet_say(&test.ann, "put tea a x");
	puppet_say(&test.ann, "put tea b x");
	hear_all();
	TAP_OK(ask(&test.ann, "hold tea k 1 x", "err hold too-many ..."),
	    "a full table takes no key");
	TAP_OK(puppet_ask(&test.ann, "hold tea b 1 x", "ok hold tea b 0") &&
		puppet_hears(&test.ann, "held * tea b"),
	    "one that it has can be held");
	TAP_OK(ask(&test.bob, "hold tea b 1 y", "ok hold tea b 1") &&
		ask(&test.ann, "cut tea b", "ok cut tea b x") &&
		ask(&test.ann, "put tea c x", "ok put tea c *") &&
		ask(&test.ann, "free tea b", "ok free tea b") &&
		puppet_hears(&test.bob, "held * tea b"),
	    "and who waits for one always has room");
	end();
	stage_configure(usual);
}

static void
has_limits(void)
{
	char line[LIMIT_LINE];

	begin();
	MUST(holds(&test.ann, "hold tea k 1 x"), "hold");
	hear_all();
	for (int i = 1; i < LIMIT_HOLDS; i++) {
		(void)snprintf(line, sizeof(line), "hold tea k%d 1 x", i);
		puppet_say(&test.bob, line);
		puppet_hear_all(&test.bob, test.last);
	}
	TAP_OK(ask(&test.bob, "hold tea k 1 x", "ok hold tea k 1"),
	    "a hundred, with what one waits for");
	TAP_OK(ask(&test.bob, "hold tea k100 1 x", "err hold too-many ..."),
	    "no more");
	TAP_OK(ask(&test.bob, "free tea k1", "ok free tea k1") &&
		puppet_ask(&test.bob, "hold tea k100 1 x", "ok hold ..."),
	    "but for what is free again");
	end();
}

static bool
is_behind(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->down.over_mark;
}

/* Ann talks until the two who do not read are behind. */
static void
put_behind(const struct puppet *one, const struct puppet *other)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "send tea %s", filler(3000));
	while (!is_behind(one) || !is_behind(other)) {
		puppet_say(&test.ann, line);
		puppet_hear_all(&test.ann, test.last);
		puppet_hear_all(&test.bob, test.last);
	}
}

/*
 * The turn of the next waits while half of the others do not read, but not for
 * longer than hold_time; then they pay. A client that leaves
 * does not wait for that.
 */
static void
waits_for_readers(void)
{
	begin();
	MUST(holds(&test.ann, "hold tea k 1 a") &&
		ask(&test.bob, "hold tea k 1 b", "ok hold tea k 1"),
	    "hold");
	put_behind(&test.cem, &test.eve);
	TAP_OK(puppet_ask(&test.ann, "leave tea", "leave * tea ann"), "leaves");
	stage_turn();
	TAP_OK(puppet_hears(&test.bob, "leave * tea ann") &&
		puppet_hears_nothing(&test.bob),
	    "the next must wait");
	pace_turns(5 * SEC);
	TAP_OK(puppet_hears_nothing(&test.bob), "while they do not read");
	puppet_hear_all(&test.cem, test.last);
	puppet_hear_all(&test.eve, test.last);
	stage_turn();
	TAP_OK(is_told(&test.bob), "until they do");
	end();
}

static void
waits_so_long(void)
{
	begin();
	MUST(holds(&test.ann, "hold tea k 1 a") &&
		ask(&test.bob, "hold tea k 1 b", "ok hold tea k 1"),
	    "hold");
	put_behind(&test.cem, &test.eve);
	MUST(puppet_ask(&test.ann, "leave tea", "leave * tea ann"), "leave");
	stage_turn();
	MUST(puppet_hears(&test.bob, "leave * tea ann") &&
		puppet_hears_nothing(&test.bob),
	    "it does not wait");
	pace_turns(11 * SEC);
	TAP_OK(puppet_hears(&test.bob, "held * tea k"),
	    "not for longer than hold_time");
	end();
}

int
main(void)
{
	bulk();
	stage_begin(usual);
	goes_in_turn();
	knows_its_id();
	lets_so_many();
	lets_many_begin();
	ends_with_its_client();
	keeps_others();
	goes_with_the_group();
	is_the_holders();
	overwrites();
	refuses();
	is_muted();
	is_renamed();
	has_room();
	has_limits();
	waits_for_readers();
	waits_so_long();
	return tap_done();
}
