/* What comes of silence: see silence.h. */
#include "silence.h"

#include "config.h"
#include "fanout.h"
#include "farewell.h"
#include "groups.h"
#include "slots.h"
#include "ticks.h"
#include "timers.h"

void
silence_begins(uint32_t number)
{
	slots_get(number)->heard = ticks_now();
	timers_need();
}

static bool
judge_unnamed(uint32_t number, const struct slot *slot)
{
	const usec most = config_now()->hello_time;

	if (most == 0)
		return false;
	if (ticks_now() - slot->heard >= most)
		farewell_because(number, BYE_IDLE,
		    STR("you have not said your name in time"));
	return true;
}

/* A line that came in the turn of the ping or later is an answer to it. */
static bool
is_asked(const struct slot *slot)
{
	return slot->asked > slot->heard;
}

static bool
judge_named(uint32_t number, struct slot *slot)
{
	const struct config *config = config_now();

	if (config->idle_time == 0)
		return false;
	if (slot->paused)
		slot->heard = ticks_now(); /* it has spoken, and waits */
	if (is_asked(slot)) {
		if (ticks_now() - slot->asked >= config->ping_time)
			farewell_say(number, BYE_IDLE, bye_word(BYE_IDLE));
	} else if (ticks_now() - slot->heard >= config->idle_time) {
		slot->asked = ticks_now();
		if (!fan_one(number, WORDS(STR("ping"))))
			slot->lost = true; /* no memory for it: it has to go */
	}
	return true;
}

bool
silence_judge(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->state != SLOT_OPEN)
		return false;
	return groups_name(number).len > 0 ? judge_named(number, slot) :
					     judge_unnamed(number, slot);
}
