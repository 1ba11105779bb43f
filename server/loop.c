/* The parent's loop: see loop.h. */
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "accept/admit.h"
#include "accept/helpers.h"
#include "accept/spawn.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/signals.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "operator/control.h"
#include "operator/notify.h"
#include "operator/reload.h"
#include "operator/scoreboard.h"
#include "operator/shutdown.h"
#include "operator/upgrade.h"
#include "policy/logins.h"
#include "policy/peers.h"
#include "reap.h"
#include "router/deadlines.h"
#include "router/delivery/congestion.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/disconnect.h"
#include "router/history/journal_link.h"
#include "router/history/replay.h"
#include "router/letters/letter.h"
#include "router/letters/mailbox.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/uplink.h"
#include "router/verbs/accounts/attempts.h"
#include "router/verbs/accounts/ban_store.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/people/watches.h"
#include "router/verbs/work/locks.h"
#include "router/verbs/work/store.h"
#include "router/verbs/work/work.h"
#include "upgrade/upgrade_exec.h"

/*
 * The pause after select fails, for instance for lack of memory, and how often
 * in a row it may fail.
 */
#define RETRY_TIME (10 * MSEC)
#define RETRIES 100

/* Not saved: the next program begins anew. */
static struct {
	int first; /* the descriptor to check first */
	unsigned failures; /* of select, in a row */
	bool failed;
	bool turned; /* the first turn is over */
	bool starts; /* nobody is let in yet */
} loop;

static void
reload(void)
{
	struct error why;

	(void)reload_all(&why); /* the log has the result */
}

static const struct {
	enum signal_flag flag;
	void (*act)(void);
	bool waits; /* until an upgrade is over */
} acts[] = {
	{ SIGNAL_UPGRADE, upgrade_signal, false },
	{ SIGNAL_STOP, shutdown_stop, true },
	{ SIGNAL_RELOAD, reload, true },
	{ SIGNAL_REPORT, scoreboard_log, false },
	{ SIGNAL_CHILD, reap_children, false },
};

/* Concerns that wait until the server is ready. */
static void (*const late[])(void) = { control_watch, control_serve, admit_watch,
	admit_ready, reload, reload_turn, upgrade_signal, upgrade_turn };

static bool
may_run(void (*act)(void))
{
	for (size_t i = 0; loop.starts && i < COUNT(late); i++)
		if (late[i] == act)
			return false;
	return act != NULL;
}

static void
act_on_signals(void)
{
	if (signals_has(SIGNAL_STOP))
		upgrade_cancel();
	for (size_t i = 0; i < COUNT(acts); i++)
		if (!(acts[i].waits && upgrade_is_running()) &&
		    may_run(acts[i].act) && signals_take(acts[i].flag))
			acts[i].act();
}

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
	const int first = loop.first;
	const int next = watch_readable(first);

	note_between(first, (int)FDS_MAX);
	note_between(0, first);
	loop.first = next != -1 ? next + 1 : 0;
}

static void
serve_downlinks(void)
{
	for (int fd = watch_writable(0); fd != -1; fd = watch_writable(fd + 1))
		if (watch_owner(fd) != WATCH_NOBODY)
			downlink_writable(watch_owner(fd));
}

/*
 * Handles a failed select: waits without it, and stops the server if that
 * lasts.
 */
static void
do_without_select(void)
{
	const struct timespec time = { .tv_nsec = RETRY_TIME * 1000 };

	if (++loop.failures == RETRIES && shutdown_word() == NULL) {
		LOG_AT(LEVEL_ERR, STR("select: {reason}"),
		    str_from(strerror(errno)));
		loop.failed = true;
		shutdown_stop();
	}
	(void)nanosleep(&time, NULL); /* signals are blocked here */
}

/*
 * Serves the alarms whose time has come. A module that has set a later one in
 * this turn, while the sooner one was still there, sets it again in the next.
 */
static void
look_at_the_clock(void)
{
	uint32_t who;

	while ((who = alarms_take(ticks_now())) != ALARMS_NONE) {
		if (who < SLOTS_MAX) {
			deadlines_check(who);
		} else if (who >= ALARM_ITEMS) {
			work_check(who - ALARM_ITEMS);
		} else {
			modules_alarm(who);
			watch_no_wait();
		}
	}
}

/*
 * Disconnects the clients that were marked, and then those that use too much
 * memory.
 */
static void
sweep(void)
{
	do {
		disconnect_sweep();
		arena_recover();
	} while (!disconnect_has_marked() && slow_check_all());
	arena_turn();
}

/*
 * Each concern in turn: what it waits for, and what it does when select has
 * returned. Output is flushed after all concerns that produce it, and only then
 * do clients leave.
 */
static const struct {
	void (*watch)(void);
	void (*act)(void);
} concerns[] = {
	{ reload_forget, NULL }, { NULL, budget_turn }, { NULL, note_uplinks },
	{ NULL, uplink_serve }, { NULL, serve_downlinks }, { NULL, spawn_turn },
	{ control_watch, control_serve }, { NULL, helpers_turn },
	{ admit_watch, admit_ready }, { NULL, act_on_signals },
	{ NULL, reload_turn }, { NULL, look_at_the_clock },
	{ NULL, uplink_serve }, /* uplinks whose time has come */
	{ NULL, work_turn }, { NULL, locks_turn }, { NULL, watches_turn },
	{ NULL, attempts_turn }, { NULL, group_writes_turn },
	{ NULL, ban_store_turn }, { NULL, replay_turn }, { NULL, store_turn },
	{ NULL, mailbox_turn }, { NULL, fanout_flush }, { NULL, sweep },
	{ NULL, shutdown_turn }, { NULL, notify_turn },
	{ NULL, scoreboard_turn },
	{ NULL, upgrade_turn }, /* last: nothing is half done */
};

static usec
time_to_wait(void)
{
	const usec next = alarms_next();

	if (next == ALARMS_NEVER)
		return WATCH_FOREVER;
	return next > ticks_now() ? next - ticks_now() : 0;
}

static void
loop_turn(void)
{
	usec wait;

	for (size_t i = 0; i < COUNT(concerns); i++)
		if (may_run(concerns[i].watch))
			concerns[i].watch();
	wait = time_to_wait();
	if (watch_wait(wait))
		loop.failures = 0;
	else
		do_without_select();
	if (loop.turned)
		stats_turn(watch_wait_began() - ticks_mono());
	loop.turned = true;
	ticks_advance(wait);
	wall_turn();
	for (size_t i = 0; i < COUNT(concerns); i++)
		if (may_run(concerns[i].act))
			concerns[i].act();
}

bool
loop_start(void)
{
	loop.starts = true;
	while (!shutdown_is_over() && replay_is_awaited())
		loop_turn();
	loop.starts = false;
	return shutdown_word() == NULL;
}

bool
loop_run(void)
{
	while (!shutdown_is_over())
		loop_turn();
	journal_link_log_lost();
	LOG_AT(LEVEL_NOTICE, STR("stopped"));
	return !loop.failed;
}
