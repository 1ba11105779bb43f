/* Carries out an upgrade: see upgrade_exec.h. */
#include "upgrade/upgrade_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "base/system/program.h"
#include "operator/control.h"
#include "operator/launch.h"
#include "operator/shutdown.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "shared/io.h"
#include "shared/usage.h"
#include "upgrade/handover.h"
#include "upgrade/rehearsal.h"

/* Not saved: the next program begins without an upgrade. */
static struct {
	bool begun; /* no new questions: it waits for answers */
	usec until; /* ticks_now: it waits no longer for these */
	bool sealed; /* no new processes: it waits for quiet */
	struct stat tried; /* the program when the upgrade began */
} upgrade_exec;

static void
upgrade_exec_end(bool good, struct str text)
{
	spawn_forbid(false);
	asks_hold(false);
	upgrade_exec.begun = upgrade_exec.sealed = false;
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
 * Returns whether the file begins like a native program. Outside ELF systems,
 * only scripts are ruled out. Leaves anything but a regular file to execve(2),
 * which reports a better reason.
 */
static bool
is_native(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat info;
	char at[4];
	ssize_t len;
	struct str begin;

	if (fd == -1)
		return true;
	len = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ?
	    pread(fd, at, sizeof(at), 0) :
	    -1;
	io_close(&fd);
	begin = (struct str) { at, len > 0 ? (size_t)len : 0 };
#ifdef __ELF__
	return len < 0 || str_eq(begin, STR("\177ELF"));
#else
	return len < 0 || !str_begins(begin, STR("#!"));
#endif
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
	return is_native(path) ||
	    error_set(why, EX_UNAVAILABLE,
		"%s is not a program for this system; name forkcastd itself",
		path);
}

/* Allows no new questions, if the file may be a program that takes over. */
static void
upgrade_exec_begin(const struct upgrade_wish *wish)
{
	struct error why;

	if (!look_at_program(wish->path, &upgrade_exec.tried, &why) ||
	    !is_program(wish->path, &why)) {
		upgrade_exec_refuse(&why);
		return;
	}
	asks_hold(true);
	upgrade_exec.until = ticks_now() + config_now()->hold_time;
	upgrade_exec.begun = true;
	watch_no_wait();
}

/*
 * Returns whether nobody waits for a helper any more, or has for hold_time. All
 * that is asked may be asked again.
 */
static bool
are_answered(void)
{
	if (asks_are_over() || ticks_now() >= upgrade_exec.until)
		return true;
	alarms_at(ALARM_HELPERS, upgrade_exec.until);
	return false;
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

/*
 * Runs the next program; returns with *why if that fails. The descriptors to
 * pass on must have been kept open for execve.
 */
static void
become(int object, const char *path, struct error *why)
{
	char **environment = program_environment(object);

	if (environment != NULL && fcntl(object, F_SETFD, 0) == 0) {
		signals_make_pending();
		(void)execve(path, program_arguments(), environment);
	}
	(void)error_set(
	    why, EX_OSERR, "cannot run %s: %s", path, strerror(errno));
	free(environment);
}

/* The longest time for which all clients may wait for the rehearsal. */
#ifdef SANITIZED
#define STILL (30 * SEC)
#else
#define STILL SEC
#endif

/*
 * Tries the very state that is handed over, while nothing can change it, and
 * hands over. Returns true if it was only to be tried, or false with *why.
 */
static bool
go(const struct upgrade_wish *wish, struct error *why)
{
	const struct handover handover = { .pid = (uint64_t)getpid(),
		.began = clock_mono(),
		.version = VERSION };
	int object = memfd_open("forkcast-state");
	struct state state;
	bool good;

	if (object == -1)
		return error_set(why, EX_OSERR, "no memory for the state: %s",
		    strerror(errno));
	good = handover_save(&state, object, &handover);
	if (!good)
		*why = state.why;
	good = good && rehearsal_run(wish->path, object, STILL, why) &&
	    is_what_was_tried(wish->path, why);
	if (good)
		LOG(STR("upgrade: rehearsed"));
	if (good && !wish->rehearse_only) {
		good = false;
		notify_reloading();
		if (state_keep_open(&state, true))
			become(object, wish->path, why);
		else
			(void)error_set(why, EX_OSERR, "cannot hand over: %s",
			    strerror(errno));
		(void)state_keep_open(
		    &state, false); /* cannot fail: they are open */
		(void)notify_say(NOTIFY_READY);
	}
	state_free(&state);
	io_close(&object);
	return good;
}

static void
try_to_go(const struct upgrade_wish *wish)
{
	struct error why;

	if (wish->number != 0 && !control_awaits_upgrade()) {
		(void)error_set(&why, EX_UNAVAILABLE,
		    "the client that requested it has disconnected");
		upgrade_exec_refuse(&why);
		return;
	}
	if (go(wish, &why))
		tell_rehearsed(wish);
	else
		upgrade_exec_refuse(&why);
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
	} else if (!upgrade_exec.begun) {
		upgrade_exec_begin(wish);
	} else if (!are_answered()) {
		return;
	} else if (!upgrade_exec.sealed) {
		spawn_forbid(true);
		upgrade_exec.sealed = true;
		watch_no_wait();
	} else if (spawn_is_quiet() && !disconnect_has_marked()) {
		try_to_go(wish);
	}
}
