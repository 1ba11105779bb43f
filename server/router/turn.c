/* The router's part of a turn of the loop: see turn.h. */
#include "router/turn.h"

#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/disconnect.h"
#include "router/history/replay.h"
#include "router/letters/letters.h"
#include "router/queue/budget.h"
#include "router/uplink.h"
#include "router/work/store.h"
#include "router/work/work.h"

/* The descriptor to check first. Not saved: the next program begins anew. */
static int turn_first;

/* Notes the ready uplinks of a range of descriptors, without its end. */
static void
note_between(int from, int to)
{
	for (int fd = watch_readable(from); fd != -1 && fd < to;
	     fd = watch_readable(fd + 1))
		if (watch_owner(fd) != WATCH_NOBODY)
			uplink_ready(watch_owner(fd));
}

/*
 * Notes all ready uplinks, each turn starting after the descriptor that came
 * first in the last turn.
 */
static void
note_uplinks(void)
{
	const int first = turn_first;
	const int next = watch_readable(first);

	note_between(first, (int)FDS_MAX);
	note_between(0, first);
	turn_first = next != -1 ? next + 1 : 0;
}

/*
 * Serves the alarms whose time has come. A module that has set a later one in
 * this turn, while the sooner one was still there, sets it again in the next.
 */
static void
look_at_the_clock(void)
{
	uint32_t who;

	while ((who = ticks_alarm_take(ticks_now())) != ALARMS_NONE) {
		if (who < SLOTS_MAX) {
			uplink_check_deadlines(who);
		} else if (who >= ALARM_ITEMS) {
			work_check(who - ALARM_ITEMS);
		} else {
			modules_alarm(who);
			watch_no_wait();
		}
	}
}

void
turn_begin(void)
{
	budget_turn();
	note_uplinks();
	uplink_serve();
	for (int fd = watch_writable(0); fd != -1; fd = watch_writable(fd + 1))
		if (watch_owner(fd) != WATCH_NOBODY)
			downlink_writable(watch_owner(fd));
}

void
turn_end(void)
{
	look_at_the_clock();
	uplink_serve(); /* uplinks whose time has come */
	work_turn();
	replay_turn();
	store_turn();
	letters_turn();
	fanout_flush();
	/* Clients that were marked leave, then those with too much memory. */
	do {
		disconnect_sweep();
		arena_recover();
	} while (!disconnect_has_marked() && downlink_check_all());
	arena_turn();
}
