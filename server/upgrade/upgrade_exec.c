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
	enum { AT_REST, REHEARSING, REHEARSED, BEGINNING, SEALING } step;
	int object; /* memfd of the state; -1: none */
	bool ahead; /* the last rehearsal can begin before there is a state */
	struct stat tried; /* the program that was rehearsed */
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

/* Creates the memfd for the state; false with *why. */
static bool
make_object(struct error *why)
{
	upgrade_exec.object = handover_memfd();
	return upgrade_exec.object != -1 ||
	    error_set(
		why, EX_OSERR, "no memory for the state: %s", strerror(errno));
}

/* Saves the state, into a new memfd unless there is one; false with *why. */
static bool
save(struct state *state, const struct handover *handover, struct error *why)
{
	if (upgrade_exec.object == -1 && !make_object(why))
		return false;
	if (handover_save(state, upgrade_exec.object, handover))
		return true;
	*why = state->why;
	return false;
}

/* Saves a state that names no process to take over, for a rehearsal. */
static bool
save_for_rehearsal(struct error *why)
{
	const struct handover none = { .program = -1 };
	struct state state;
	const bool saved = save(&state, &none, why);

	if (upgrade_exec.object != -1)
		state_free(&state);
	return saved;
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

	if (!look_at_program(wish->path, &upgrade_exec.tried, &why) ||
	    !is_program(wish->path, &why) || !save_for_rehearsal(&why) ||
	    !rehearsal_begin(wish->path, upgrade_exec.object, &why))
		upgrade_exec_refuse(&why);
	else
		upgrade_exec.step = REHEARSING;
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

static void
look_at_rehearsal(const struct upgrade_wish *wish)
{
	struct error why;

	switch (rehearsal_poll(&why)) {
	case REHEARSAL_RUNS:
		return;
	case REHEARSAL_BAD:
		upgrade_exec_refuse(&why);
		return;
	case REHEARSAL_IS_READY: /* not reported: it was given a state */
	case REHEARSAL_GOOD:
		break;
	}
	LOG(STR("upgrade: rehearsed"));
	io_close(&upgrade_exec.object);
	if (wish->rehearse_only) {
		tell_rehearsed(wish);
		return;
	}
	upgrade_exec.step = REHEARSED;
	upgrade_exec.ahead = rehearsal_knows(STR(REHEARSAL_AHEAD));
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
 * Begins the last rehearsal while everybody is still served, up to the point
 * where it needs the state. A program that cannot wait for the state begins
 * later.
 */
static void
begin_last(const struct upgrade_wish *wish)
{
	struct error why;

	if (!upgrade_exec.ahead) {
		seal();
		return;
	}
	if (is_what_was_tried(wish->path, &why) && make_object(&why) &&
	    rehearsal_begin_ahead(wish->path, upgrade_exec.object, &why))
		upgrade_exec.step = BEGINNING;
	else
		upgrade_exec_refuse(&why);
}

static void
look_at_last(const struct upgrade_wish *wish)
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

/* The longest time for which all clients may wait for the last rehearsal. */
#ifdef SANITIZED
#define STILL (30 * SEC)
#else
#define STILL SEC
#endif

/*
 * Tries the very state that is handed over, while nothing can change it; false
 * with *why. Earlier rehearsals had earlier states, and the program's file may
 * have been replaced since. The descriptors are prepared for the next program
 * while it is tried.
 */
static bool
can_take_this(const char *path, const struct state *state, struct error *why)
{
	if (!rehearsal_finish(path, upgrade_exec.object, why))
		return false;
	if (!inherited_fds_keep_open(state, true))
		return error_set(
		    why, EX_OSERR, "cannot hand over: %s", strerror(errno));
	return rehearsal_await(STILL, why) && is_what_was_tried(path, why);
}

/* Hands over; returns only if that fails. */
static void
go(const struct upgrade_wish *wish, struct handover *handover)
{
	struct state state;
	struct error why;

	handover->updates = rehearsal_pipe();
	if (save(&state, handover, &why)) {
		if (can_take_this(wish->path, &state, &why))
			become(upgrade_exec.object, wish->path, &why);
		(void)inherited_fds_keep_open(
		    &state, false); /* cannot fail: they are open */
	}
	if (upgrade_exec.object != -1)
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
	case REHEARSING:
		look_at_rehearsal(wish);
		break;
	case BEGINNING:
		look_at_last(wish);
		break;
	case REHEARSED:
	case SEALING:
		break;
	}
	if (upgrade_exec.step == REHEARSED)
		begin_last(wish);
	if (upgrade_exec.step == SEALING && spawn_is_quiet() &&
	    !disconnect_has_marked())
		try_to_go(wish);
}
