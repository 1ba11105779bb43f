/* The loop of the parent: see loop.h. */
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "accept/admit.h"
#include "accept/helpers.h"
#include "accept/lingering_close.h"
#include "accept/spawn.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/log/wall.h"
#include "base/loop/alarms.h"
#include "base/loop/signals.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "operator/control.h"
#include "operator/notify.h"
#include "operator/reload.h"
#include "operator/scoreboard.h"
#include "operator/shutdown.h"
#include "operator/summary.h"
#include "operator/upgrade.h"
#include "policy/logins.h"
#include "policy/peers.h"
#include "policy/reject_log.h"
#include "reap.h"
#include "router/deadlines.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/delivery/marks.h"
#include "router/delivery/slow.h"
#include "router/disconnect.h"
#include "router/model/leftovers.h"
#include "router/model/slots.h"
#include "router/uplink.h"
#include "router/verbs/accounts/banned.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/people/watches.h"
#include "router/verbs/work/work.h"
#include "upgrade/upgrade_exec.h"

/* Memory that select has not got may be there a moment later. */
#define RETRY_TIME (10 * MSEC)
#define RETRIES 100

/* To be saved: nothing. */
static struct {
	int first; /* the descriptor that is looked at first */
	unsigned failures; /* of select, one behind the other */
	bool failed;
	bool turned; /* there was a turn before this one */
} loop;

static void
reload(void)
{
	struct error why;

	(void)reload_all(&why); /* the log says what came of it */
}

static const struct {
	enum signal_flag flag;
	void (*act)(void);
	bool waits; /* for an upgrade to be over */
} acts[] = {
	{ SIGNAL_UPGRADE, upgrade_signal, false },
	{ SIGNAL_STOP, shutdown_stop, true },
	{ SIGNAL_RELOAD, reload, true },
	{ SIGNAL_REPORT, summary_log, false },
	{ SIGNAL_CHILD, reap_children, false },
};

static void
act_on_signals(void)
{
	if (signals_has(SIGNAL_STOP))
		upgrade_cancel();
	for (size_t i = 0; i < COUNT(acts); i++)
		if (!(acts[i].waits && upgrade_is_running()) &&
		    signals_take(acts[i].flag))
			acts[i].act();
}

/* Notes the ready uplinks from one descriptor on, up to another. */
static void
note_between(int from, int to)
{
	for (int fd = watch_readable(from); fd != -1 && fd < to;
	     fd = watch_readable(fd + 1))
		if (watch_owner(fd) != WATCH_NOBODY)
			uplink_ready(watch_owner(fd));
}

/* Each turn begins behind the one that was the first of the last turn. */
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

/* select does not work: waits without it, and says goodbye if that lasts. */
static void
do_without_select(void)
{
	const struct timespec time = { .tv_nsec = RETRY_TIME * 1000 };

	if (++loop.failures == RETRIES && shutdown_word() == NULL) {
		LOG_AT(LEVEL_ERR, STR("select: "), LOG_KEY("reason"),
		    str_from(strerror(errno)));
		loop.failed = true;
		shutdown_stop();
	}
	(void)nanosleep(&time, NULL); /* no signal gets in here */
}

static void (*const alarms[ALARM_ITEMS - SLOTS_MAX])(void) = {
	[ALARM_LOG - SLOTS_MAX] = log_alarm,
	[ALARM_CONTROL - SLOTS_MAX] = control_alarm,
	[ALARM_PORCH - SLOTS_MAX] = lingering_alarm,
	[ALARM_ADMIT - SLOTS_MAX] = admit_alarm,
	[ALARM_DENIALS - SLOTS_MAX] = reject_log_alarm,
	[ALARM_REAP - SLOTS_MAX] = reap_children,
	[ALARM_LEFTOVERS - SLOTS_MAX] = leftovers_alarm,
	/* Those of these only see to it that there is a turn. */
	[ALARM_CROWD - SLOTS_MAX] = NULL,
	[ALARM_HELPERS - SLOTS_MAX] = NULL,
	[ALARM_NOTIFY - SLOTS_MAX] = NULL,
	[ALARM_UPGRADE - SLOTS_MAX] = NULL,
	[ALARM_SCOREBOARD - SLOTS_MAX] = NULL,
};

/* Who has waited for its time. */
static void
look_at_the_clock(void)
{
	uint32_t who;

	while ((who = alarms_take(ticks_now())) != ALARMS_NONE) {
		if (who < SLOTS_MAX)
			deadlines_look(who);
		else if (who >= ALARM_ITEMS)
			work_judge(who - ALARM_ITEMS);
		else if (alarms[who - SLOTS_MAX] != NULL)
			alarms[who - SLOTS_MAX]();
	}
}

/* What was marked, and then who takes too much of the memory of all. */
static void
sweep(void)
{
	do {
		disconnect_sweep();
		arena_recover();
	} while (!marks_are_left() && slow_judge_all());
	arena_turn();
}

/*
 * Each concern in its turn: what it waits for, and what it does when select has
 * returned. What there is to say is flushed behind all that say something, and
 * only then does anybody leave.
 */
static const struct {
	void (*watch)(void);
	void (*act)(void);
} concerns[] = {
	{ reload_forget, NULL }, { NULL, uplink_turn }, { NULL, note_uplinks },
	{ NULL, uplink_serve }, { NULL, serve_downlinks }, { NULL, spawn_turn },
	{ control_watch, control_serve }, { NULL, helpers_turn },
	{ admit_watch, admit_ready }, { NULL, act_on_signals },
	{ NULL, reload_turn }, { NULL, look_at_the_clock },
	{ NULL, uplink_serve }, /* those whose time has come */
	{ NULL, work_turn }, { NULL, watches_turn },
	{ NULL, group_writes_turn }, { NULL, banned_turn }, { NULL, fan_flush },
	{ NULL, sweep }, { NULL, shutdown_turn }, { notify_watch, notify_turn },
	{ NULL, scoreboard_turn },
	{ NULL, upgrade_turn }, /* nothing is under way */
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
turn(void)
{
	usec wait;

	for (size_t i = 0; i < COUNT(concerns); i++)
		if (concerns[i].watch != NULL)
			concerns[i].watch();
	wait = time_to_wait();
	if (watch_wait(wait))
		loop.failures = 0;
	else
		do_without_select();
	if (loop.turned)
		stats_turn(watch_began() - ticks_mono());
	loop.turned = true;
	ticks_advance(wait);
	wall_turn();
	for (size_t i = 0; i < COUNT(concerns); i++)
		if (concerns[i].act != NULL)
			concerns[i].act();
}

bool
loop_run(void)
{
	while (!shutdown_is_over())
		turn();
	LOG_AT(LEVEL_NOTICE, STR("stopped"));
	return !loop.failed;
}
