/* The groups that stay: see permanent_groups.h. */
#include "router/work/permanent_groups.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "router/work/work.h"

static void
drop(uint32_t group, struct str why)
{
	work_drop_box(group, why);
	groups_drop_left(group);
}

uint32_t
left_behind_make(struct str name)
{
	while (groups_find(name) == GROUP_NONE && groups_count_left() > 0 &&
	    groups_count() >= config_now()->max_groups) {
		budget_charge(WORK_ROW, groups_count()); /* looks at all */
		drop(groups_first_left(), STR("there are too many groups"));
	}
	return groups_make(name);
}

/* Looks at each once: those of many clients may end in the same turn. */
static void
left_behind_alarm(void)
{
	usec until;

	FOR_EACH_GROUP(group) {
		until = groups_get(group)->left;
		if (until > ticks_now())
			alarms_at(ALARM_LEFT, until);
		else if (until != 0)
			drop(group, STR("nobody has joined for an hour"));
	}
}

/*
 * Makes the box and takes it from its creator. If there are too many boxes, it
 * stays from the first post on.
 */
static void
keep_box(uint32_t group)
{
	struct box *box = boxes_get(group);

	if (!box->there &&
	    (boxes_count() >= BOXES_MAX || !boxes_make(group, CLIENT_NONE)))
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: too many boxes to make it now"),
		    groups_name(group));
	quota_refund(&box->maker, QUOTA_BOXES, 1);
}

/* Keeps the groups of that list, and this part of each. */
static void
keep(const struct config_list *list, unsigned part)
{
	for (size_t i = 0; i < list->count; i++) {
		const uint32_t group = left_behind_make(str_from(list->at[i]));
		if (group == GROUP_NONE)
			continue;
		groups_keep(group, part);
		if (part == PERMANENT_BOX)
			keep_box(group);
	}
}

void
permanent_groups_use(const struct config *config)
{
	uint32_t box = 0;

	groups_unkeep_all();
	keep(&config->group, 0);
	keep(&config->box, PERMANENT_BOX);
	keep(&config->table, PERMANENT_TABLE);
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		work_release_box(box);
	FOR_EACH_GROUP(group) {
		store_begin_group(group);
		groups_remove_if_empty(group);
	}
}

MODULE(left_behind) = { ON_ALARM(ALARM_LEFT, left_behind_alarm) };
