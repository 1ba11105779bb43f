/*
 * The end of old charges. Things that clients have left behind count for the
 * place that they came from (ledger.h), so that nobody gets around a limit by
 * leaving. But once a group, box, key, item or mask is a day old, and nobody
 * from that place is in its group, it counts for nobody any more: others keep
 * it alive. In a registered group that stays without members nobody does. All
 * groups are checked once an hour (QUOTA_PERIOD), some of them in each turn.
 */
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "router/model/ledger.h"
#include "router/model/masks.h"
#include "router/model/quota.h"
#include "router/model/table.h"
#include "router/queue/budget.h"

/* Things and members that are checked in a turn, approximately. */
#define STEP 2000

/* Not saved: the next program begins a new round. */
static struct {
	uint32_t group; /* the next group */
	uint64_t now; /* clock_wall when this group was begun */
	uint64_t mark; /* the mark of places with a client in the group */
	size_t seen; /* things in the group */
	size_t old; /* old things in the group that were left behind */
} leftovers;

static bool
is_old(struct holder holder, uint64_t id)
{
	return quota_is_left_behind(holder) && id <= leftovers.now &&
	    leftovers.now - id >= QUOTA_AGE;
}

/* Counts the thing; always false, so that it keeps its holder. */
static bool
note_thing(struct holder holder, uint64_t id)
{
	leftovers.seen++;
	leftovers.old += is_old(holder, id);
	return false;
}

/*
 * Returns whether the thing is old and nobody from its place is in the group.
 */
static bool
is_over(struct holder holder, uint64_t id)
{
	return is_old(holder, id) &&
	    !ledger_is_marked(holder.entry, leftovers.mark);
}

static void
each(uint32_t group, quota_is_forgiven *is_forgiven)
{
	struct holder *holder = quota_group_holder(group);

	if (is_forgiven(*holder, groups_created(group)))
		quota_refund(holder, QUOTA_GROUPS, 1);
	boxes_disown(group, is_forgiven);
	table_disown(group, is_forgiven);
	masks_disown(group, is_forgiven);
}

static void
mark_members(const struct set *members)
{
	leftovers.mark++;
	for (size_t i = 0; i < members->count; i++)
		ledger_mark(ledger_find(members->at[i]), leftovers.mark);
}

/* Checks a group; returns how many things and members it looked at. */
static size_t
check_group(uint32_t group)
{
	const struct set *members = groups_members(group);

	leftovers.now = clock_wall();
	leftovers.seen = leftovers.old = 0;
	each(group, note_thing);
	if (leftovers.old == 0 ||
	    (members->count == 0 && !groups_is_kept(group)))
		return leftovers.seen;
	mark_members(members);
	each(group, is_over);
	return 2 * leftovers.seen + members->count;
}

/* Checks some groups. */
static void
leftovers_alarm(void)
{
	size_t seen = 0;

	while (seen < STEP &&
	    (leftovers.group = groups_next(leftovers.group)) != GROUP_NONE)
		seen += check_group(leftovers.group++);
	budget_charge(WORK_ROW, seen);
	if (leftovers.group != GROUP_NONE) {
		/* The rest is checked in another turn. */
		alarms_at(ALARM_LEFTOVERS, ticks_now() + MSEC);
		return;
	}
	leftovers.group = 0;
	quota_watch_leftovers();
}

MODULE(leftovers) = { ON_ALARM(ALARM_LEFTOVERS, leftovers_alarm) };
