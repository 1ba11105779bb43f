/* The groups that have a history: see recorded_groups.h. */
#include "router/verbs/accounts/recorded_groups.h"

#include "base/config/config.h"
#include "base/loop/watch.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/queue/budget.h"
#include "router/queue/retry.h"
#include "router/verbs/work/lasting.h"
#include "router/verbs/work/work.h"

/* Not saved: the next program begins with a review of its own. */
static struct {
	uint32_t
	    next; /* group to be reviewed; GROUP_NONE: the review is over */
	struct retry retry; /* there was no memory */
} review = { .next = GROUP_NONE };

bool
recorded_groups_is_named(struct str name)
{
	const struct config_list *list = &config_now()->history_group;

	for (size_t i = 0; i < list->count; i++)
		if (str_caseeq(str_from(list->at[i]), name))
			return true;
	return false;
}

static bool
tell(uint32_t group, bool applies)
{
	const struct str id = event_ids_next(), name = groups_name(group);
	const struct str change = applies ? STR("+H") : STR("-H");

	return fanout_group(group,
	    EVENT(WORDS(STR("mode"), id, name, STR(NAME_OPERATOR), change),
		WORDS(STR("mode"), id, name, STR(IDENTITY_OPERATOR), change),
		CLIENT_NONE));
}

/*
 * Changes whether the group has a history, and tells its members if that shows.
 * Returns false, and changes nothing, if there is no memory to tell them.
 */
static bool
apply(uint32_t group, bool applies)
{
	struct group_history *history = groups_history(group);
	const bool shows = !modes_has(group, MODE_UNRECORDED) &&
	    groups_members(group)->count > 0;

	if (history->applies == applies)
		return true;
	history->applies = true; /* the event itself belongs to the history */
	if (shows && !tell(group, applies)) {
		history->applies = !applies;
		return false;
	}
	history->applies = applies;
	return true;
}

static void
set_lasts(uint32_t group, bool lasts)
{
	struct group_history *history = groups_history(group);

	if (history->lasts == lasts)
		return;
	history->lasts = lasts;
	record_group_lasts(group);
}

/* Decides about the group. Returns as apply does. */
static bool
decide(uint32_t group)
{
	const struct config *config = config_now();
	const struct str name = groups_name(group);
	struct group_history *history = groups_history(group);
	const bool is_special =
	    history->registered || recorded_groups_is_named(name);

	set_lasts(group, is_special || groups_is_kept(group));
	return apply(group,
	    config->history == HISTORY_ALL ||
		(config->history == HISTORY_GROUPS && is_special));
}

void
recorded_groups_registered(uint32_t group, bool registered)
{
	struct group_history *history = groups_history(group);
	const bool begins = registered && !history->registered;

	history->registered = registered;
	if (begins)
		lasting_begin_group(group);
	if (!decide(group))
		recorded_groups_review(); /* tries again */
}

void
recorded_groups_dropped(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE)
		recorded_groups_registered(group, false);
}

void
recorded_groups_release(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group == GROUP_NONE)
		return;
	work_release_box(group);
	groups_remove_if_empty(group);
}

void
recorded_groups_review(void)
{
	record_review();
	review.next = 0;
	watch_no_wait();
}

/* Reviews one group. Returns false if it has to be tried again, later. */
static bool
review_one(void)
{
	budget_charge(WORK_ROW, 1);
	if (!decide(review.next)) {
		retry_failed(&review.retry);
		return false;
	}
	review.retry = (struct retry) { 0 };
	record_begin_group(review.next);
	review.next++;
	return true;
}

void
recorded_groups_turn(void)
{
	size_t count = 0;

	if (record_makes_good())
		review.next = 0;
	if (review.next == GROUP_NONE || retry_waits(&review.retry))
		return;
	while (record_has_room() &&
	    (review.next = groups_next(review.next)) != GROUP_NONE &&
	    (count++ == 0 || !budget_turn_is_spent()) && review_one())
		;
	/* Otherwise it goes on when the journal has stored something. */
	if (review.next != GROUP_NONE && record_has_room() &&
	    !retry_waits(&review.retry))
		watch_no_wait();
}
