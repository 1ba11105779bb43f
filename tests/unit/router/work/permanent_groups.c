/*
 * server/router/work/permanent_groups: the groups of the keys group, box and
 * table stay; a box is made if there can be one more, otherwise it stays from
 * its first item on; whatever is no longer named goes, but not before its last
 * member; and no mark is left for a later group.
 */
#include "server/router/work/permanent_groups.h"

#include <stdio.h>

#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/table.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define USUAL                     \
	{ "max_clients", "10" },  \
	{                         \
		"hello_time", "0" \
	}

static const struct config_option all[] = { USUAL, { "group", "lobby" },
	{ "box", "jobs" }, { "table", "keys" }, { "box", "both" },
	{ "table", "both" }, { NULL, NULL } };
static const struct config_option none[] = { USUAL, { NULL, NULL } };
static const struct config_option box_only[] = { USUAL, { "box", "both" },
	{ NULL, NULL } };

static uint64_t last_id;

static void
use(const struct config_option *options)
{
	stage_configure(options);
	permanent_groups_use(config_now());
}

static uint32_t
find(const char *name)
{
	return groups_find(str_from(name));
}

static bool
stays(const char *name, unsigned parts)
{
	const uint32_t group = find(name);

	return group != GROUP_NONE && groups_get(group)->kept &&
	    ((groups_get(group)->permanent & PERMANENT_BOX) != 0) ==
	    ((parts & PERMANENT_BOX) != 0) &&
	    ((groups_get(group)->permanent & PERMANENT_TABLE) != 0) ==
	    ((parts & PERMANENT_TABLE) != 0);
}

static void
post(const char *box)
{
	MUST(boxes_make(find(box), CLIENT_NONE) &&
		boxes_add(find(box), ++last_id, STR("ann"), STR("x"),
		    CLIENT_NONE) != ITEM_NONE,
	    "cannot post");
}

static void
names_them(void)
{
	use(all);
	TAP_OK(stays("lobby", 0) && stays("jobs", PERMANENT_BOX) &&
		stays("keys", PERMANENT_TABLE) &&
		stays("both", PERMANENT_BOX | PERMANENT_TABLE),
	    "each stays as its keys say");
	TAP_OK(boxes_count() == 2 && boxes_get(find("jobs"))->there &&
		boxes_get(find("both"))->there,
	    "and there are the boxes");
	post("jobs");
	use(all);
	TAP_OK(boxes_get(find("jobs"))->waiting.count == 1 &&
		!stage_logged("box *..."),
	    "a reload changes nothing");
	sane_check();
}

static void
names_less(void)
{
	post("both");
	use(box_only);
	TAP_OK(stays("both", PERMANENT_BOX) &&
		groups_get(find("jobs"))->left != 0 &&
		find("keys") == GROUP_NONE,
	    "what is no longer named goes, but for what is in it");
	use(none);
	TAP_OK(groups_get(find("both"))->left != 0 && boxes_waiting() == 2,
	    "to the last");
	sane_forget_left();
	MUST(groups_make(STR("other")) != GROUP_NONE, "no group");
	TAP_OK(!((groups_get(find("other"))->permanent & PERMANENT_BOX) != 0),
	    "and nothing of it is another's");
	groups_remove_if_empty(find("other"));
	sane_check();
}

static void
has_members(void)
{
	struct puppet ann;

	use(all);
	puppet_join(&ann, "ann", "jobs");
	puppet_say(&ann, "post jobs a");
	stage_turn();
	use(none);
	TAP_OK(boxes_waiting() == 1 && !groups_get(find("jobs"))->kept,
	    "with members it is one as any other");
	puppet_say(&ann, "leave jobs");
	stage_turn();
	TAP_OK(groups_get(find("jobs"))->left != 0 && boxes_waiting() == 1,
	    "and goes with them, but for what is in it");
	sane_forget_left();
	puppet_die(&ann);
	stage_turn();
}

/* As many boxes as there can be are already there, in groups with members. */
static void
is_one_too_many(void)
{
	struct puppet ann;
	char name[32];

	puppet_join(&ann, "ann", "b0");
	post("b0");
	for (int i = 1; i < BOXES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "join b%d", i);
		puppet_say(&ann, name);
		stage_turn();
		(void)snprintf(name, sizeof(name), "b%d", i);
		post(name);
	}
	use(box_only);
	TAP_OK(boxes_count() == BOXES_MAX && stays("both", PERMANENT_BOX) &&
		!boxes_get(find("both"))->there &&
		stage_logged("box both: too many boxes to make it now"),
	    "one too many is not made");
	puppet_say(&ann, "leave b0");
	stage_turn();
	sane_forget_left();
	puppet_say(&ann, "join both");
	puppet_say(&ann, "post both x");
	puppet_say(&ann, "leave both");
	stage_turn();
	TAP_OK(boxes_get(find("both"))->waiting.count == 1,
	    "but stays once somebody has made it");
	sane_check();
	puppet_die(&ann);
	stage_turn();
	use(none);
}

int
main(void)
{
	stage_begin(none);
	names_them();
	names_less();
	has_members();
	is_one_too_many();
	return tap_done();
}
