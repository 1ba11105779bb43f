/* The deadlines of slots: see deadlines.h. */
#include "router/deadlines.h"

#include <signal.h>

#include "base/loop/ticks.h"
#include "router/accounts/login.h"
#include "router/delivery/downlink.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/slots.h"
#include "router/uplink.h"
#include "shared/str.h"

/* The least time until a slot is checked again. */
#define LEAST (10 * MSEC)

/* Kills a worker that had its time to end by itself. */
static void
kill_late(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->deadline == 0 || slot->deadline > ticks_now())
		return;
	slot->deadline = 0;
	if (slot->pid == 0)
		return;
	(void)kill(slot->pid, SIGKILL); /* our child, and not yet reaped */
	reapable_add(number);
}

static usec
kill_next(uint32_t number)
{
	const usec deadline = slots_get(number)->deadline;

	return deadline != 0 ? deadline : ALARMS_NEVER;
}

static const struct {
	void (*judge)(uint32_t slot);
	usec (*next)(uint32_t slot);
} rows[] = {
	{ keepalive_check, keepalive_next },
	{ slow_check, slow_next },
	{ uplink_check, uplink_next },
	{ kill_late, kill_next },
};

static void
set(uint32_t number)
{
	const usec least = ticks_now() + LEAST;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const usec next = rows[i].next(number);
		alarms_at(number, next > least ? next : least);
	}
}

void
deadlines_check(uint32_t number)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i].judge(number);
	set(number);
}

void
deadlines_reset(void)
{
	FOR_EACH_SLOT(number) {
		struct uplink *up = &slots_get(number)->up;
		if (up->resumes != 0)
			up->resumes = ticks_now(); /* its rate may be another */
		set(number);
	}
}
