/* What time alone brings about: see timers.h. */
#include "timers.h"

#include <stdbool.h>

#include "admit.h"
#include "config.h"
#include "control.h"
#include "farewell.h"
#include "log.h"
#include "outq.h"
#include "silence.h"
#include "slots.h"
#include "ticks.h"
#include "uplink.h"
#include "watch.h"

#define PERIOD (100 * MSEC)

static struct {
	bool needed;
	usec next;
} timers;

void
timers_need(void)
{
	if (timers.needed)
		return;
	timers.needed = true;
	timers.next = ticks_now() + PERIOD;
}

/* Lost lines of the log are to be told of too, as soon as that can be. */
static bool
are_needed(void)
{
	return timers.needed || log_owes();
}

usec
timers_timeout(void)
{
	if (!are_needed())
		return WATCH_FOREVER;
	return timers.next > ticks_now() ? timers.next - ticks_now() : 0;
}

static bool
is_slow(const struct slot *slot)
{
	const struct config *config = config_now();

	return slot->out.bytes > config->queue_max ||
	    ticks_now() - outq_since(&slot->out) > config->stall_time;
}

void
timers_judge(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (!slot->full || slot->out.bytes == 0 || !is_slow(slot))
		return;
	if (slot->state == SLOT_OPEN)
		farewell_say(
		    number, BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
	else
		farewell_broken(number); /* it stalls before its bye */
}

/* The open slot with a full pipe whose oldest line is the oldest of all. */
static uint32_t
slowest(void)
{
	uint32_t found = SLOT_NONE;

	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const struct slot *slot = slots_get(number);
		if (slot->state != SLOT_OPEN || !slot->full ||
		    slot->out.bytes == 0)
			continue;
		if (found == SLOT_NONE ||
		    outq_since(&slot->out) < outq_since(&slots_get(found)->out))
			found = number;
	}
	return found;
}

/*
 * All queues together are what they keep in memory: a line that waits for a
 * thousand counts once, or a busy group of many would look like slow readers.
 */
void
timers_judge_all(void)
{
	while (outq_held() > config_now()->queue_total) {
		const uint32_t number = slowest();
		if (number == SLOT_NONE)
			return;
		farewell_say(
		    number, BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
	}
}

/* Returns true if the slot has something to wait for. */
static bool
look_at(uint32_t number)
{
	struct slot *slot = slots_get(number);
	bool waits = silence_judge(number);

	if (slot->lost)
		farewell_say(number, BYE_INTERNAL, bye_word(BYE_INTERNAL));
	timers_judge(number);
	if (slot->deadline != 0 && slot->deadline <= ticks_now())
		farewell_kill(number);
	waits =
	    waits || slot->deadline != 0 || (slot->full && slot->out.bytes > 0);
	return uplink_judge(number) || waits; /* which may end the slot */
}

void
timers_run(void)
{
	bool needed = false;

	if (!are_needed() || ticks_now() < timers.next)
		return;
	timers.next = ticks_now() + PERIOD;
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		needed = look_at(number) || needed;
	needed = admit_release() || needed;
	needed = control_expire() || needed;
	log_pay();
	timers.needed = needed;
}
