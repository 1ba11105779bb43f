/* The history's records that wait to be stored: see record.h. */
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "router/delivery/record.h"
#include "router/delivery/record_members.h"
#include "router/delivery/seals.h"
#include "router/queue/budget.h"

/* The records that become void in a turn, also in a busy one. */
#define LEAST 64

/* Time after which it is tried again, if nothing is stored before. */
#define AGAIN SEC

static struct {
	bool reviewed; /* in this process */
} record_kept;

uint64_t
record_last(void)
{
	return kept_log_last();
}

bool
record_is_stored(uint64_t id)
{
	return kept_log_is_stored(id);
}

bool
record_has_room(void)
{
	return !record_is_on() || kept_log_is_short();
}

/*
 * Records that the history has begun again, or that it ends: nobody records who
 * leaves, or is banned, while there is none. A fresh server need not say so:
 * its journal ends all memberships if it starts without a history.
 */
static void
note_history(void)
{
	const bool is_on = record_is_on();
	const bool knows = record_kept.reviewed || event_ids_continue();
	const bool had = kept_log_note_history(is_on);

	record_kept.reviewed = true;
	if (knows && had != is_on)
		record_anew();
}

void
record_review(void)
{
	note_history();
	kept_log_rest();
	seals_rest();
}

/*
 * Has the records of refused messages be void, as many as the turn has time
 * for. Stored records of others are kept until they are void, too.
 */
static void
void_refused(void)
{
	uint64_t id;
	size_t count = 0;

	while ((id = seals_refused()) != 0 &&
	    (count++ < LEAST || !budget_turn_is_spent())) {
		if (!kept_log_void(id)) {
			alarms_at(ALARM_HELPERS, ticks_now() + AGAIN);
			break;
		}
		seals_voided();
		if (count >= LEAST)
			watch_no_wait();
	}
	kept_log_hold(seals_refused());
}

void
record_turn(void)
{
	void_refused();
	kept_log_turn();
	record_members_turn();
}

void
record_journal_gone(void)
{
	kept_log_send_nowhere();
}

bool
record_was_sent(uint64_t id)
{
	return kept_log_was_sent(id);
}

void
record_stored(uint64_t id)
{
	kept_log_hold(seals_refused());
	kept_log_stored(id);
	record_review();
}

uint64_t
record_waiting(void)
{
	return kept_log_count();
}

bool
record_is_all_stored(void)
{
	return record_waiting() == 0;
}
