/* What is left of groups: see left_behind.h. */
#include "router/verbs/work/left_behind.h"

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/model/groups.h"
#include "router/verbs/work/work.h"

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
	    groups_count() >= config_now()->max_groups)
		drop(groups_first_left(), STR("there are too many groups"));
	return groups_make(name);
}

static void
left_behind_alarm(void)
{
	uint32_t oldest;

	while ((oldest = groups_first_left()) != GROUP_NONE &&
	    groups_left_until(oldest) <= ticks_now())
		drop(oldest, STR("nobody has joined for an hour"));
	if (oldest != GROUP_NONE)
		alarms_at(ALARM_LEFT, groups_left_until(oldest));
}

MODULE(left_behind) = { ON_ALARM(ALARM_LEFT, left_behind_alarm) };
