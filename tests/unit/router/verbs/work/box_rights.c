/*
 * server/router/verbs/work/box_rights: the role that may take from a box, at
 * the take and at each item; and work_remove_box, which leaves nothing of the
 * items, of their times and of who had them.
 */
#include "server/router/verbs/work/box_rights.h"

#include <stdio.h>

#include "server/router/model/boxes.h"
#include "server/router/model/groups.h"
#include "server/router/verbs/work/work.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option usual[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet boss; /* the operator of tea, where the others are too */
	struct puppet ann; /* voiced */
	struct puppet bob;
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
	puppet_say(&test.boss, "mode tea +v ann");
	hear_all();
}

static void
end(void)
{
	puppet_die(&test.boss);
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	sane_check_empty();
	stage_forget_log();
}

static uint32_t
tea(void)
{
	return groups_find(STR("tea"));
}

#define TAKES "ok take tea 1"
#define TAKES_NOT "err take not-allowed ..."

static const struct {
	enum box_role role;
	const char *boss;
	const char *ann;
	const char *bob;
} rows[] = {
	{ BOX_ALL, TAKES, TAKES, TAKES },
	{ BOX_VOICED, TAKES, TAKES, TAKES_NOT },
	{ BOX_OPERATORS, TAKES, TAKES_NOT, TAKES_NOT },
};

static void
asks_for_the_role(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		begin();
		groups_set_box_role(tea(), rows[i].role);
		TAP_OK(puppet_ask(&test.boss, "take tea 1", rows[i].boss) &&
			puppet_ask(&test.ann, "take tea 1", rows[i].ann) &&
			puppet_ask(&test.bob, "take tea 1", rows[i].bob) &&
			puppet_ask(&test.bob, "post tea x", "ok post tea *"),
		    "role %zu: who may take, and all may post", i);
		end();
	}
}

static void
asks_at_each_item(void)
{
	begin();
	MUST(puppet_ask(&test.bob, "take tea 3", "ok take tea 3") &&
		puppet_ask(&test.boss, "post tea one", "ok post tea *") &&
		puppet_hears(&test.bob, "item * tea boss 0 one"),
	    "cannot take");
	groups_set_box_role(tea(), BOX_VOICED);
	TAP_OK(puppet_ask(&test.boss, "post tea two", "ok post tea *") &&
		puppet_hears_nothing(&test.bob),
	    "who loses the right gets no more");
	puppet_say(&test.boss, "mode tea +v bob");
	TAP_OK(puppet_hears(&test.bob, "item * tea boss 0 two"),
	    "until it has it again");
	puppet_say(&test.boss, "mode tea -v bob");
	hear_all();
	TAP_OK(puppet_ask(&test.boss, "post tea three", "ok post tea *") &&
		puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		puppet_hears(&test.ann, "item * tea boss 0 three") &&
		puppet_hears_nothing(&test.bob),
	    "it is passed over");
	end();
}

/* It is the group's, whether it has a box or not, and goes with it. */
static void
stays_with_the_group(void)
{
	begin();
	groups_set_box_role(tea(), BOX_OPERATORS);
	MUST(puppet_ask(&test.boss, "take tea 1", "ok take tea 1") &&
		puppet_ask(&test.boss, "take tea 0", "ok take tea 0") &&
		!boxes_get(tea())->there,
	    "there is a box");
	TAP_OK(puppet_ask(&test.ann, "take tea 1", TAKES_NOT),
	    "the role outlasts the box");
	puppet_say(&test.boss, "leave tea");
	puppet_say(&test.ann, "leave tea");
	puppet_say(&test.bob, "leave tea");
	puppet_say(&test.bob, "join tea");
	puppet_say(&test.ann, "join tea");
	hear_all();
	TAP_OK(puppet_ask(&test.ann, "take tea 1", TAKES), "but not the group");
	end();
}

static void
removes_all(void)
{
	begin();
	puppet_say(&test.boss, "want full");
	hear_all();
	MUST(puppet_ask(&test.boss, "post tea a", "ok post tea *") &&
		puppet_ask(&test.boss, "post tea b", "ok post tea *") &&
		puppet_ask(&test.boss, "post tea c", "ok post tea *") &&
		puppet_ask(&test.bob, "take tea 2 5", "ok take tea 2") &&
		puppet_ask(&test.ann, "post tea d", "ok post tea *"),
	    "cannot post");
	hear_all();
	TAP_NUM(work_remove_box(tea()), 4, "items under way, and that wait");
	TAP_OK(
	    !boxes_get(tea())->there && boxes_bytes() == 0, "nothing is left");
	stage_turn();
	TAP_OK(puppet_hears(&test.boss, "dropped * tea") &&
		puppet_hears(&test.boss, "dropped * tea") &&
		puppet_hears(&test.boss, "dropped * tea") &&
		puppet_hears_nothing(&test.boss) &&
		puppet_hears(&test.ann, "dropped * tea") &&
		puppet_hears_nothing(&test.ann),
	    "each poster is told of its own, in whatever form it has events");
	MUST(puppet_ask(&test.ann, "post tea e", "ok post tea *"), "no post");
	pace_turns(6 * SEC);
	TAP_OK(puppet_hears_nothing(&test.bob),
	    "who had some must take again, and no time is over for another");
	TAP_OK(puppet_ask(&test.bob, "take tea 1", "ok take tea 1") &&
		puppet_hears(&test.bob, "item * tea ann 0 e"),
	    "and then gets the next");
	MUST(puppet_ask(&test.ann, "take tea 1", "ok take tea 1"), "no take");
	TAP_NUM(work_remove_box(tea()), 1, "one is under way");
	stage_turn();
	TAP_OK(puppet_hears(&test.ann, "dropped * tea"), "its poster is told");
	TAP_OK(boxes_get(tea())->there &&
		puppet_ask(&test.boss, "post tea f", "ok post tea *") &&
		puppet_hears(&test.ann, "item * tea boss 0 f"),
	    "who had none goes on taking");
	end();
}

int
main(void)
{
	stage_begin(usual);
	asks_for_the_role();
	asks_at_each_item();
	stays_with_the_group();
	removes_all();
	return tap_done();
}
