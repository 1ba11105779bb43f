/* Carries out an upgrade: see upgrade_exec.h. */
#include "upgrade/upgrade_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/signals.h"
#include "base/loop/ticks.h"
#include "base/mem/sanitized.h"
#include "base/state/inherited_fds.h"
#include "base/system/place.h"
#include "base/system/program.h"
#include "operator/control.h"
#include "operator/notify.h"
#include "operator/upgrade.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "shared/io.h"
#include "shared/version.h"
#include "upgrade/handover.h"
#include "upgrade/rehearsal.h"

/* Not saved: the next program begins without an upgrade. */
static struct {
	enum { AT_REST, BEGINNING, SEALING, TRYING } step;
	int object; /* memfd of the state; -1: none */
	struct stat tried; /* the program that is rehearsed */
} upgrade_exec = { .object = -1 };

static void
upgrade_exec_end(bool good, struct str text)
{
	rehearsal_kill();
	io_close(&upgrade_exec.object);
	spawn_forbid(false);
	upgrade_exec.step = AT_REST;
	upgrade_finish(good, text);
}

static void
upgrade_exec_refuse(const struct error *why)
{
	LOG_AT(LEVEL_WARNING, STR("upgrade: refused: {reason}"),
	    str_from(why->text));
	upgrade_exec_end(false, str_from(why->text));
}

static bool
look_at_program(const char *path, struct stat *program, struct error *why)
{
	return stat(path, program) == 0 ||
	    error_set(
		why, EX_OSERR, "cannot run %s: %s", path, strerror(errno));
}

/*
 * Returns whether the file is the rehearsed program; false with *why. Otherwise
 * an untested program would take over.
 */
static bool
is_what_was_tried(const char *path, struct error *why)
{
	struct stat now;

	if (!look_at_program(path, &now, why))
		return false;
	return (place_same(&now, &upgrade_exec.tried) &&
		   now.st_size == upgrade_exec.tried.st_size &&
		   now.st_mtime == upgrade_exec.tried.st_mtime) ||
	    error_set(why, EX_UNAVAILABLE,
		"%s has been replaced since the rehearsal", path);
}

/*
 * Returns whether the file is a native program; false with *why. A shell script
 * that runs the server would end at the first HUP.
 */
static bool
is_program(const char *path, struct error *why)
{
	if (access(path, X_OK) != 0)
		return error_set(
		    why, EX_OSERR, "cannot run %s: %s", path, strerror(errno));
	return program_is_native(path) ||
	    error_set(why, EX_UNAVAILABLE,
		"%s is not a program for this system; name forkcastd itself",
		path);
}

static void
upgrade_exec_begin(const struct upgrade_wish *wish)
{
	struct error why;

	upgrade_exec.object = handover_memfd();
	if (upgrade_exec.object == -1)
		(void)error_set(&why, EX_OSERR, "no memory for the state: %s",
		    strerror(errno));
	if (upgrade_exec.object == -1 ||
	    !look_at_program(wish->path, &upgrade_exec.tried, &why) ||
	    !is_program(wish->path, &why) ||
	    !rehearsal_begin(wish->path, upgrade_exec.object, &why))
		upgrade_exec_refuse(&why);
	else
		upgrade_exec.step = BEGINNING;
}

/* Reports "PATH can take over N clients". */
static void
tell_rehearsed(const struct upgrade_wish *wish)
{
	char room[sizeof(wish->path) + 64];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, str_from(wish->path), STR(" can take over "),
	    DECIMAL(clients_used()),
	    clients_used() == 1 ? STR(" client") : STR(" clients")); /* fits */
	upgrade_exec_end(true, buf_str(&text));
}

/* Looks at the program to which the whole state was given. */
static void
look_at_trial(const struct upgrade_wish *wish)
{
	struct error why;

	switch (rehearsal_poll(&why)) {
	case REHEARSAL_RUNS:
	case REHEARSAL_IS_READY: /* it was ready before */
		return;
	case REHEARSAL_GOOD:
		LOG(STR("upgrade: rehearsed"));
		tell_rehearsed(wish);
		return;
	case REHEARSAL_BAD:
		upgrade_exec_refuse(&why);
		return;
	}
}

/* Allows no new processes. */
static void
seal(void)
{
	alarms_clear(ALARM_UPGRADE);
	spawn_forbid(true);
	upgrade_exec.step = SEALING;
}

/*
 * Looks at the program while everybody is still served, up to the point where
 * it needs the state.
 */
static void
look_at_beginning(const struct upgrade_wish *wish)
{
	struct error why;

	switch (rehearsal_poll(&why)) {
	case REHEARSAL_RUNS:
		return;
	case REHEARSAL_IS_READY:
		seal();
		return;
	case REHEARSAL_GOOD: /* although it has no state yet */
		(void)error_set(&why, EX_UNAVAILABLE,
		    "%s is not a forkcastd that can take over", wish->path);
		break;
	case REHEARSAL_BAD:
		break;
	}
	upgrade_exec_refuse(&why);
}

/*
 * Runs the next program; returns with *why if that fails. The descriptors to
 * pass on must have been kept open for execve.
 */
static void
become(int object, const char *path, struct error *why)
{
	if (fcntl(object, F_SETFD, 0) == 0) {
		signals_make_pending();
		program_exec(path, object);
	}
	(void)error_set(
	    why, EX_OSERR, "cannot run %s: %s", path, strerror(errno));
}

/* The longest time for which all clients may wait for the rehearsal. */
#ifdef SANITIZED
#define STILL (30 * SEC)
#else
#define STILL SEC
#endif

/*
 * Tries the very state that is handed over, while nothing can change it; false
 * with *why. The descriptors are prepared for the next program while it is
 * tried, and its file may have been replaced meanwhile.
 */
static bool
can_take_this(const char *path, const struct state *state, struct error *why)
{
	rehearsal_finish();
	if (!inherited_fds_keep_open(state, true))
		return error_set(
		    why, EX_OSERR, "cannot hand over: %s", strerror(errno));
	if (!rehearsal_await(STILL, why) || !is_what_was_tried(path, why))
		return false;
	LOG(STR("upgrade: rehearsed"));
	return true;
}

/* Gives the state to a program that is only tried, and goes on meanwhile. */
static void
try_only(void)
{
	const struct handover none = { .program = -1,
		.updates = rehearsal_pipe() };
	struct state state;
	struct error why;
	const bool saved = handover_save(&state, upgrade_exec.object, &none);

	why = state.why;
	state_free(&state);
	if (!saved) {
		upgrade_exec_refuse(&why);
		return;
	}
	rehearsal_finish();
	spawn_forbid(false);
	upgrade_exec.step = TRYING;
}

/* Hands over; returns only if that fails. */
static void
go(const struct upgrade_wish *wish, struct handover *handover)
{
	struct state state;
	struct error why;

	handover->updates = rehearsal_pipe();
	if (handover_save(&state, upgrade_exec.object, handover)) {
		if (can_take_this(wish->path, &state, &why))
			become(upgrade_exec.object, wish->path, &why);
		(void)inherited_fds_keep_open(
		    &state, false); /* cannot fail: they are open */
	} else {
		why = state.why;
	}
	state_free(&state);
	io_close(&handover->program);
	notify_upgraded();
	upgrade_exec_refuse(&why);
}

static void
try_to_go(const struct upgrade_wish *wish)
{
	struct handover handover = {
		.pid = getpid(), .began = clock_mono(), .version = VERSION
	};
	struct error why;

	if (wish->number != 0 && !control_awaits_upgrade(wish->number)) {
		(void)error_set(&why, EX_UNAVAILABLE,
		    "the client that requested it has disconnected");
		upgrade_exec_refuse(&why);
		return;
	}
	if (!is_what_was_tried(wish->path, &why)) {
		upgrade_exec_refuse(&why);
		return;
	}
	if (wish->rehearse_only) {
		try_only();
		return;
	}
	if (program_path() != NULL)
		(void)snprintf(handover.path, sizeof(handover.path), "%s",
		    program_path()); /* fits: it is a path */
	handover.program = program_open();
	if (handover.program == -1) {
		(void)error_set(&why, EX_OSERR,
		    "cannot return to this program if the upgrade fails: %s",
		    strerror(errno));
		upgrade_exec_refuse(&why);
		return;
	}
	notify_reloading();
	go(wish, &handover);
}

void
upgrade_turn(void)
{
	const struct upgrade_wish *wish = upgrade_now();
	struct error why;

	if (wish == NULL)
		return;
	if (wish->cancelled) {
		(void)error_set(&why, EX_UNAVAILABLE, "the server is to stop");
		upgrade_exec_refuse(&why);
		return;
	}
	switch (upgrade_exec.step) {
	case AT_REST:
		upgrade_exec_begin(wish);
		break;
	case BEGINNING:
		look_at_beginning(wish);
		break;
	case TRYING:
		look_at_trial(wish);
		break;
	case SEALING:
		break;
	}
	if (upgrade_exec.step == SEALING && spawn_is_quiet() &&
	    !disconnect_has_marked())
		try_to_go(wish);
}
