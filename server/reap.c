/*
 * Children that have died: see reap.h. Those that were about to are asked for
 * one by one. To find the others, who were killed, the system looks at each
 * child, so that where there are many it is not asked again and again.
 */
#include "reap.h"

#include "accept/helpers.h"
#include "accept/spawn.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "fork/exits.h"
#include "router/delivery/reapable.h"
#include "router/model/slots.h"
#include "router/uplink.h"
#include "upgrade/rehearsal.h"

/* Children: to look at all of these takes no longer than to ask for a few. */
#define FEW 256

/* Of more all are looked at so often, and so many are reaped at a time. */
#define LOOK_TIME (10 * MSEC)
#define BATCH 64

/* To be saved: nothing. */
static struct {
	usec looked; /* when all were looked at; of the loop's clock */
} reap;

static void
reaped(pid_t pid, int status)
{
	const uint32_t number = slots_reaped(pid);

	if (number == SLOT_NONE) {
		rehearsal_reaped(pid, status);
		return;
	}
	reapable_drop(number);
	slots_get(number)->status = status;
	spawn_reaped(number);
	uplink_reaped(
	    number); /* a helper's last answers, before it is missed */
	helpers_reaped(number);
}

/* Any of them; false if none is dead. */
static bool
reap_any(void)
{
	int status;
	const pid_t pid = exits_reap(-1, &status);

	if (pid > 0)
		reaped(pid, status);
	return pid > 0;
}

static void
look_at_all(void)
{
	const bool few = slots_used() <= FEW;
	size_t left = BATCH;

	if (!few && ticks_now() < reap.looked + LOOK_TIME) {
		alarms_at(ALARM_REAP, reap.looked + LOOK_TIME);
		return;
	}
	reap.looked = ticks_now();
	while (reap_any())
		if (!few && --left == 0) {
			alarms_at(ALARM_REAP, reap.looked + LOOK_TIME);
			return;
		}
}

void
reap_children(void)
{
	int status;
	pid_t pid;

	while ((pid = reapable_reap(&status)) > 0)
		reaped(pid, status);
	look_at_all();
}
