/* One helper's life: see helper.h. */
#include "accept/helper.h"

#include <errno.h>
#include <string.h>

#include "accept/spawn.h"
#include "base/alarms.h"
#include "base/log.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "fork/exits.h"
#include "router/marks.h"
#include "router/slots.h"

/* A helper that dies again and again is started no more seldom than this. */
#define AGAIN_MOST (30 * SEC)

/* One that has lived for so long has begun well. */
#define WELL (60 * SEC)

/* An alarm for now would be over with this turn. */
void
helper_hurry(struct helper *helper)
{
	helper->delay = 0;
	helper->due = ticks_now();
	watch_hurry();
}

/* The alarm is that of all helpers: who is not due yet sets it again. */
bool
helper_is_due(const struct helper *helper)
{
	if (helper->slot != SLOT_NONE)
		return false;
	if (helper->due > ticks_now())
		alarms_at(ALARM_HELPERS, helper->due);
	return helper->due <= ticks_now() && !spawn_busy();
}

/* Twice as late each time. */
static void
put_off(struct helper *helper)
{
	const usec first = kinds_get(helper->kind)->again;

	helper->delay = helper->delay == 0 ? first : 2 * helper->delay;
	if (helper->delay > AGAIN_MOST)
		helper->delay = AGAIN_MOST;
	helper->due = ticks_now() + helper->delay;
	alarms_at(ALARM_HELPERS, helper->due);
}

bool
helper_start(struct helper *helper, struct given *given)
{
	given->kind = kinds_get(helper->kind);
	helper->slot = spawn_helper(given);
	if (helper->slot != SLOT_NONE)
		return true;
	helper_put_off(helper, str_from(strerror(errno)));
	return false;
}

void
helper_put_off(struct helper *helper, struct str why)
{
	LOG_AT(LEVEL_ERR, str_from(kinds_get(helper->kind)->name),
	    STR(": cannot start: "), LOG_KEY("reason"), why);
	put_off(helper);
}

static void
log_death(const struct helper *helper, const struct slot *slot, bool wanted)
{
	char pid[STR_DIGITS], seconds[STR_DIGITS];
	struct buf *line = log_begin(LEVEL_WARNING);

	LOG_ADD(str_from(slot->called), STR(": pid "), LOG_COUNT("pid"),
	    str_number((uint64_t)slot->was, pid), STR(" ended, "));
	log_name(LOG_KEY("reason"));
	exits_describe(line, slot->status);
	log_named();
	if (wanted)
		LOG_ADD(STR("; restarting in "),
		    str_number(helper->delay / MSEC, seconds), STR(" ms"));
	log_end();
}

/* It was not wanted any more, and has been told so. */
static bool
was_let_go(const struct slot *slot)
{
	return slot->state != SLOT_OPEN && slot->bye == BYE_SHUTDOWN;
}

bool
helper_reaped(struct helper *helper, uint32_t number, bool wanted)
{
	const struct slot *slot = slots_get(number);

	if (number != helper->slot)
		return false;
	helper->slot = SLOT_NONE;
	if (clock_mono() - slot->since >= WELL)
		helper->delay = 0;
	if (was_let_go(slot)) {
		helper->due = ticks_now();
		watch_hurry();
		return true;
	}
	put_off(helper);
	log_death(helper, slot, wanted);
	return true;
}

bool
helper_goodbye(const struct helper *helper)
{
	if (helper->slot == SLOT_NONE)
		return false;
	marks_say(helper->slot, BYE_SHUTDOWN, bye_word(BYE_SHUTDOWN));
	return true;
}
