/*
 * server/router/verbs/work/work: what it refuses, and that nothing comes of
 * that: what is another group's, items beyond what a box or all of them may
 * have, and boxes beyond what one may make; and what stands behind a refused
 * item.
 */
#include "server/router/verbs/work/work.h"

#include <stdio.h>

#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LETTERS 1500
#define SMALL "20480" /* bytes */

static const struct config_option usual[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "box_max", SMALL }, { NULL, NULL } };
static const struct config_option none[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "box_max", "0" }, { NULL, NULL } };

static struct {
	struct puppet boss; /* in tea, as ann and bob */
	struct puppet ann;
	struct puppet bob;
	struct puppet other; /* in news */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.boss, test.last);
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
}

static void
begin(void)
{
	puppet_join(&test.boss, "boss", "tea");
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "tea");
	hear_all();
}

static void
end(void)
{
	puppet_die(&test.boss);
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	sane_check_empty();
	MUST(boxes_count() == 0 && boxes_bytes() == 0 && boxes_taken() == 0,
	    "a box is left");
	stage_forget_log();
}

/* "box tea WAITING TAKEN TAKERS", or none. */
static bool
box_is(const char *box)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "box tea %s", box); /* fits */
	return puppet_ask(&test.boss, "boxes", line) &&
	    puppet_hears(&test.boss, "ok boxes 1");
}

static bool
no_box_is(void)
{
	return puppet_ask(&test.boss, "boxes", "ok boxes 0");
}

/* Refused commands and their replies: no box is created. */
static const struct {
	const char *line;
	const char *answer;
} refusals[] = {
	{ "post news x", "err post not-member ..." },
	{ "take news 1", "err take not-member ..." },
	{ "post none x", "err post not-member ..." },
	{ "take none 1", "err take not-member ..." },
	{ "done 1600000000000000", "err done no-such-item ..." },
	{ "back 1600000000000000", "err back no-such-item ..." },
	{ "take tea 0", "ok take tea 0" },
};

static void
refuses(void)
{
	begin();
	puppet_join(&test.other, "other", "news");
	for (size_t i = 0; i < COUNT(refusals); i++) {
		puppet_say(&test.ann, refusals[i].line);
		TAP_OK(
		    puppet_hears(&test.ann, refusals[i].answer) && no_box_is(),
		    "%s", refusals[i].line);
	}
	puppet_die(&test.other);
	end();
}

static void
fills(void)
{
	uint32_t tea;

	begin();
	tea = groups_find(STR("tea"));
	MUST(boxes_make(tea, CLIENT_NONE), "no box");
	for (uint64_t id = 1; id <= BOX_ITEMS_MAX; id++)
		MUST(boxes_add(tea, id, STR("boss"), STR("x"), CLIENT_NONE) !=
			ITEM_NONE,
		    "no item");
	TAP_OK(puppet_ask(&test.ann, "post tea x", "err post slow-down ..."),
	    "in a box there are so many items");
	MUST(puppet_ask(&test.bob, "take tea 1", "ok take tea 1") &&
		puppet_hears(&test.bob, "item 1 tea boss 0 x"),
	    "cannot take");
	TAP_OK(puppet_ask(&test.ann, "post tea x", "ok post tea *") &&
		box_is("1000 1 1"),
	    "of which those that are under way are none");
	end();
}

/* Fills all boxes in nobody's name, so that nobody reaches its share. */
static void
fill_all(void)
{
	const struct str name = STR("x"), text = STR("something");
	uint64_t id = 1, most;

	MUST(str_to_number(STR(SMALL), UINT64_MAX, &most), "no number");
	while (boxes_bytes() + boxes_size(name, text) <= most)
		MUST(boxes_add(groups_find(STR("tea")), id++, name, text,
			 CLIENT_NONE) != ITEM_NONE,
		    "no item");
}

/* One that is longer than a client's share, and one that is as long. */
static void
refuses_what_never_fits(void)
{
	const size_t most = 2048 - boxes_size(STR("boss"), STR(""));
	char lines[2 * LIMIT_LINE], answer[LIMIT_LINE];

	begin();
	stage_configure(small);
	(void)snprintf(lines, sizeof(lines), "post tea %s\npost tea x\n",
	    filler(most + 1)); /* fits */
	(void)snprintf(answer, sizeof(answer),
	    "err post too-long too long: %zu bytes, limit %zu", most + 1,
	    most); /* fits */
	puppet_write(&test.boss, str_from(lines));
	stage_turn();
	TAP_OK(puppet_hears(&test.boss, answer),
	    "what is longer than a share never fits");
	TAP_OK(puppet_hears(&test.boss, "ok post tea *") && box_is("1 0 0"),
	    "and what stands behind it is posted");
	boxes_drop(boxes_oldest(groups_find(STR("tea"))));
	(void)snprintf(lines, sizeof(lines), "post tea %s", filler(most));
	TAP_OK(puppet_ask(&test.boss, lines, "ok post tea *") &&
		puppet_ask(&test.boss, "post tea x", "err post slow-down ..."),
	    "what is as long does, and fills it");
	stage_configure(none);
	TAP_OK(puppet_ask(&test.ann, "post tea x", "err post too-long ..."),
	    "no text fits if there is no room at all");
	stage_configure(usual);
	end();
}

/* A long one has no room, a short one would have. */
static void
refuses_what_is_behind(void)
{
	char lines[2 * LIMIT_LINE];

	begin();
	stage_configure(small);
	(void)snprintf(
	    lines, sizeof(lines), "post tea %s", filler(1000)); /* fits */
	MUST(puppet_ask(&test.boss, lines, "ok post tea *"), "cannot post");
	(void)snprintf(lines, sizeof(lines),
	    "post tea %s\npost tea x\nsend tea x\npost tea y\n",
	    filler(LETTERS)); /* fits */
	puppet_write(&test.boss, str_from(lines));
	stage_turn();
	TAP_OK(puppet_hears(&test.boss, "err post slow-down ..."),
	    "there is no room for a long one");
	TAP_OK(puppet_hears(&test.boss, "err post slow-down ...") &&
		puppet_hears(&test.boss, "msg * tea boss x") &&
		puppet_hears(&test.boss, "err post slow-down ..."),
	    "and what stands behind it does not overtake it");
	TAP_OK(puppet_ask(&test.boss, "post tea x", "ok post tea *"),
	    "what comes later may be there");
	(void)snprintf(lines, sizeof(lines), "post tea %s",
	    filler(LETTERS / 2)); /* fits */
	TAP_OK(puppet_ask(&test.boss, lines, "ok post tea *") &&
		puppet_ask(&test.boss, lines, "err post slow-down ...") &&
		puppet_ask(&test.ann, lines, "msg ...") &&
		puppet_hears(&test.ann, "ok post tea *"),
	    "each has a share of its own");
	fill_all();
	TAP_OK(puppet_ask(&test.bob, "post tea x", "msg ...") &&
		puppet_hears(&test.bob, "err post slow-down ..."),
	    "as long as there is room for all");
	boxes_drop(boxes_oldest(groups_find(STR("tea"))));
	TAP_OK(puppet_ask(&test.bob, "post tea x", "ok post tea *"),
	    "which there is when something is done");
	stage_configure(usual);
	end();
}

static void
in_group(struct puppet *puppet, const char *verb, int number, const char *rest)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "%s g%d%s", verb, number, rest); /* fits */
	puppet_say(puppet, line);
}

/* A tenth of all is one client's. */
static void
makes_so_many(void)
{
	begin();
	for (int i = 0; i < 12; i++) {
		in_group(&test.ann, "join", i, "");
		in_group(&test.bob, "join", i, "");
		hear_all();
	}
	for (int i = 0; i < BOXES_MAX / 10; i++) {
		in_group(&test.ann, i % 2 == 0 ? "post" : "take", i, " 1");
		MUST(puppet_hears(&test.ann, "ok * * *"), "%d boxes", i);
	}
	in_group(&test.ann, "post", 10, " x");
	TAP_OK(puppet_hears(&test.ann, "err post too-many ..."),
	    "one makes so many boxes");
	in_group(&test.ann, "take", 10, " 1");
	TAP_OK(puppet_hears(&test.ann, "err take too-many ..."),
	    "neither by what it takes");
	in_group(&test.ann, "post", 9, " x");
	TAP_OK(puppet_hears(&test.ann, "ok post g9 *"),
	    "but may use those that are there");
	in_group(&test.bob, "post", 10, " x");
	in_group(&test.ann, "post", 10, " x");
	TAP_OK(puppet_hears(&test.bob, "ok post g10 *") &&
		puppet_hears(&test.ann, "item * g9 ann 0 x") &&
		puppet_hears(&test.ann, "ok post g10 *"),
	    "whoever has made them");
	for (uint32_t i = 0; i < BOXES_MAX - 11; i++)
		MUST(boxes_make(1000 + i, CLIENT_NONE), "no box");
	in_group(&test.bob, "post", 11, " x");
	TAP_OK(puppet_hears(&test.bob, "err post too-many ..."),
	    "and all of them so many");
	for (uint32_t i = 0; i < BOXES_MAX - 11; i++)
		boxes_remove_if_empty(1000 + i);
	end();
}

int
main(void)
{
	stage_begin(usual);
	refuses();
	fills();
	refuses_what_never_fits();
	refuses_what_is_behind();
	makes_so_many();
	return tap_done();
}
