/*
 * Reaping: see reap.h. Children that were about to end are waited for one by
 * one. Finding the others, which were killed, makes the system check every
 * child, so if there are many this is not done all the time.
 */
#include "reap.h"

#include "accept/helpers.h"
#include "accept/spawn.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "fork/exits.h"
#include "router/delivery/reapable.h"
#include "router/model/slots.h"
#include "router/uplink.h"

/*
 * With no more children than this, checking all is as fast as waiting for a
 * few.
 */
#define FEW 256

/*
 * With more children: how often all are checked, and how many are reaped at a
 * time.
 */
#define LOOK_TIME (10 * MSEC)
#define BATCH 64

/* Not saved: the next program checks all at once. */
static struct {
	usec looked; /* when all were last checked; the loop's clock */
} reap;

static void
reaped(pid_t pid, int status)
{
	const uint32_t number = slots_reaped(pid);

	/* A rehearsal, or a child of whoever started us. */
	if (number == SLOT_NONE)
		return;
	reapable_drop(number);
	slots_get(number)->status = status;
	spawn_reaped(number);
	uplink_reaped(
	    number); /* a helper's last answers, before it counts as dead */
	helpers_reaped(number);
}

/* Reaps any child; false if none is dead. */
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

MODULE(reap) = { ON_ALARM(ALARM_REAP, reap_children) };
