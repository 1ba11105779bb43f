/* Pauses of uplinks: see pause.h. */
#include "router/pause.h"

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "router/queue/budget.h"
#include "router/queue/schedule.h"

/*
 * Throttled slots resume at multiples of this, so that many of them share a
 * turn, and each has more than one line to say in it.
 */
#define PACE_TICK (10 * MSEC)

static struct uplink *
stop_reading(uint32_t number)
{
	struct uplink *up = &slots_get(number)->up;

	if (!up->paused && up->fd != -1)
		watch_read(up->fd, false);
	up->paused = true;
	return up;
}

void
pause_retry(uint32_t number)
{
	(void)stop_reading(number);
	schedule_try_later(number);
}

void
pause_give_way(uint32_t number)
{
	(void)stop_reading(number);
	if (budget_share_is_used(number))
		schedule_put_off(number);
	else
		schedule_add(number);
}

void
pause_fence(uint32_t number)
{
	(void)stop_reading(number);
	schedule_fence(number);
}

static void
wait_until(uint32_t number, usec when)
{
	stop_reading(number)->resumes = when;
	alarms_at(number, when);
}

void
pause_slow_down(uint32_t number, usec wait)
{
	const usec when = ticks_now() + wait + PACE_TICK - 1;

	wait_until(number, when - when % PACE_TICK);
}

bool
pause_not_before(uint32_t number)
{
	const usec when = slots_get(number)->up.not_before;

	if (when <= ticks_mono())
		return false;
	wait_until(number, ticks_now() + when - ticks_mono());
	return true;
}

void
pause_recheck_rate(uint32_t number)
{
	struct uplink *up = &slots_get(number)->up;

	if (up->resumes != 0)
		up->resumes = ticks_now();
}

void
pause_end(struct slot *slot)
{
	slot->up.paused = false;
	slot->up.resumes = 0;
	if (slot->up.fd != -1)
		watch_read(slot->up.fd, true);
}
