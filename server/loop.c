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
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "operator/control.h"
#include "operator/figures.h"
#include "operator/reload.h"
#include "operator/shutdown.h"
#include "policy/logins.h"
#include "process/fork/exits.h"
#include "router/accounts/account_feed.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/disconnect.h"
#include "router/history/journal_link.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/uplink.h"
#include "router/work/keys.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "upgrade/upgrade_exec.h"

/*
 * The pause after select fails, for instance for lack of memory, and how often
 * in a row it may fail.
 */
#define RETRY_TIME (10 * MSEC)
#define RETRIES 100

/* Not saved: the next program begins anew. */
static struct {
	unsigned failures; /* of select, in a row */
	bool failed;
	bool turned; /* the first turn is over */
	bool starts; /* nobody is let in yet */
	int first; /* the descriptor to check first */
	usec looked; /* when all children were last checked; the loop's clock */
} loop;

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

/* How many of those that are about to die are found alive in a turn. */
#define DYING 64

static void
reaped(pid_t pid, int status)
{
	uint32_t number;

	spawn_turn(); /* it may have been born just now */
	number = slots_reaped(pid);
	/* The nursery, a rehearsal, or a child of whoever started us. */
	if (number == SLOT_NONE) {
		spawn_reaped(pid, status);
		return;
	}
	slots_get(number)->status = status;
	/* A helper's last answers come before it counts as dead. */
	uplink_reaped(number);
	helpers_reaped(number);
}

static void
look_at_all(void)
{
	const bool few = slots_used() <= FEW;
	size_t left = BATCH;
	int status;
	pid_t pid;

	if (!few && ticks_now() < loop.looked + LOOK_TIME) {
		ticks_alarm(ALARM_REAP, loop.looked + LOOK_TIME);
		return;
	}
	loop.looked = ticks_now();
	while ((pid = exits_reap(-1, &status)) > 0) {
		reaped(pid, status);
		if (!few && --left == 0) {
			ticks_alarm(ALARM_REAP, loop.looked + LOOK_TIME);
			return;
		}
	}
}

/*
 * Children that were about to end are waited for one by one. Finding the
 * others, which were killed, makes the system check every child, so if there
 * are many this is not done all the time.
 */
static void
reap_children(void)
{
	uint32_t alive[DYING], number;
	size_t count = 0;

	while (count < DYING && (number = disconnect_reapable()) != SLOT_NONE) {
		const struct slot *slot = slots_get(number);
		const pid_t pid = slot->pid;
		int status = 0;
		if (pid == 0 || (slot->up.fd != -1 && slot->down.fd != -1))
			continue;
		/* If it is no child of ours any more, it has ended well. */
		if (exits_reap(pid, &status) != 0)
			reaped(pid, status);
		else
			alive[count++] = number;
	}
	/* Those that take their time to die go to the end of the list. */
	for (size_t i = 0; i < count; i++)
		disconnect_add_reapable(alive[i]);
	look_at_all();
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
loop_begin_turn(void)
{
	budget_turn();
	note_uplinks();
	uplink_serve();
	for (int fd = watch_writable(0); fd != -1; fd = watch_writable(fd + 1))
		if (watch_owner(fd) != WATCH_NOBODY)
			downlink_writable(watch_owner(fd));
}

void
loop_end_turn(void)
{
	look_at_the_clock();
	uplink_serve(); /* uplinks whose time has come */
	work_turn();
	if (!account_feed_is_unknown())
		store_read(journal_link_is_ready());
	store_turn(keys_is_held);
	fanout_flush();
	/* Clients that were marked leave, then those with too much memory. */
	do {
		disconnect_sweep();
		arena_recover();
	} while (!disconnect_has_marked() && downlink_check_all());
	arena_turn();
}

/* An upgrade waits until the server is ready. */
static void
act_on_signals(void)
{
	if (watch_take_signal(SIGTERM)) {
		upgrade_exec_cancel();
		shutdown_stop();
	}
	if (!loop.starts && watch_take_signal(SIGUSR2))
		upgrade_exec_signal();
	if (watch_take_signal(SIGUSR1))
		figures_log();
	if (watch_take_signal(SIGCHLD))
		reap_children();
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

/* Serves each concern in turn, the operator before newcomers. */
static void
serve_ready(void)
{
	const bool is_ready = !loop.starts;

	spawn_turn();
	loop_begin_turn();
	if (is_ready)
		control_serve();
	helpers_turn();
	if (logins_turn())
		FOR_EACH_SLOT(number)
			slots_resume(number); /* who waits for its login */
	if (is_ready)
		admit_ready();
	act_on_signals();
	if (is_ready)
		reload_turn();
	loop_end_turn();
	shutdown_turn();
	if (is_ready)
		upgrade_exec_turn(); /* last: nothing is half done */
}

static void
loop_turn(void)
{
	const usec now = clock_mono();
	usec wait;

	if (!loop.starts) {
		control_watch();
		admit_watch();
	}
	wait = ticks_due() == ALARMS_NEVER ? WATCH_FOREVER :
	    ticks_due() > ticks_now()	   ? ticks_due() - ticks_now() :
					     0;
	if (watch_wait(now, wait))
		loop.failures = 0;
	else
		do_without_select();
	if (loop.turned)
		stats_turn(now - ticks_mono());
	loop.turned = true;
	ticks_advance(wait);
	serve_ready();
}

bool
loop_start(void)
{
	loop.starts = true;
	while (!shutdown_is_over() && store_is_awaited())
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

MODULE(reap) = { ON_ALARM(ALARM_REAP, reap_children) };
