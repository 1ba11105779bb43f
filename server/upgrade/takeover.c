/* Taking over: see takeover.h. */
#include "upgrade/takeover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/confine.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/capacity.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/signals.h"
#include "base/loop/ticks.h"
#include "base/state/inherited_fds.h"
#include "base/state/module.h"
#include "base/system/program.h"
#include "operator/control.h"
#include "operator/launch.h"
#include "operator/notify.h"
#include "operator/reload.h"
#include "operator/scoreboard.h"
#include "operator/upgrade.h"
#include "router/model/clients.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/version.h"
#include "upgrade/handover.h"
#include "upgrade/losses.h"
#include "upgrade/rehearsal.h"

/* Not saved: nothing of this is needed once the loop has begun. */
static struct {
	int fd; /* of the state */
	struct state state;
	struct handover handover;
	struct rlimit core; /* as it was */
} take;

/*
 * Disables core dumps: clients' messages must never get onto a disk, whatever
 * happens here.
 */
static void
disable_core_dumps(void)
{
	struct rlimit none;

	if (getrlimit(RLIMIT_CORE, &take.core) != 0)
		return;
	none = take.core;
	none.rlim_cur = 0;
	(void)setrlimit(RLIMIT_CORE, &none); /* may always be lowered */
}

/* In a rehearsal: it is the first to be killed if memory runs out. */
static void
be_expendable(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd != -1)
		(void)io_write(fd, LITERAL("1000")); /* if the system has it */
	io_close(&fd);
}

/* Creates the empty tables; false with *why. */
static bool
make_tables(struct error *why)
{
	/*
	 * confine_init comes first, before the descriptors that children share
	 * are reserved.
	 */
	confine_init(true);
	return (signals_init() && modules_init()) ||
	    error_set(why, EX_OSERR, "cannot take over: %s", strerror(errno));
}

/* Returns whether the next program has refused and the server is back here. */
static bool
has_come_back(void)
{
	return take.handover.refused[0] != '\0';
}

/*
 * Goes back to the old program, which continues from the same state. Exits if
 * there is no way back, or if this is only a rehearsal.
 */
static noreturn void
go_back(const struct error *why)
{
	if (take.handover.program == -1 || has_come_back() ||
	    take.handover.updates != 0 || !handover_is_ours(&take.handover))
		error_die(why);
	if (handover_refuse(take.fd, why)) {
		(void)setrlimit(RLIMIT_CORE, &take.core); /* as it was */
		program_exec_back(take.handover.program, take.fd);
	}
	die_errno(
	    EX_OSERR, "%s; cannot return to the previous program", why->text);
}

static noreturn void
rehearse(void)
{
	struct error why;

	if (!handover_is_same(&take.state, &take.handover, &why) ||
	    !reload_check(&why))
		error_die(&why);
	if (puts(REHEARSAL_WORD " " VERSION) == EOF || fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot report success");
	exit(EX_OK);
}

/*
 * Completes the listeners and locks with what only their descriptors tell;
 * false with *why.
 */
static bool
adopt_descriptors(struct error *why)
{
	if (!listen_adopt() || !control_adopt())
		return error_set(why, EX_OSERR, "the state: a listener: %s",
		    strerror(errno));
	launch_adopt();
	return true;
}

/* Applies the configuration; false with *why. */
static bool
put_in_force(struct error *why)
{
	capacity_inherit();
	if (!(has_come_back() ? reload_restore(why) : reload_take_over(why)))
		return false;
	confine_want(config_now()->sandbox != SANDBOX_OFF);
	return true;
}

/* Reports the success: "OLD to NEW, N clients, M ms". */
static void
tell_done(void)
{
	char room[128];
	const usec took = clock_mono() - take.handover.began;
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, str_from(take.handover.version),
	    STR(" to " VERSION ", "), DECIMAL(clients_used()),
	    clients_used() == 1 ? STR(" client, ") : STR(" clients, "),
	    DECIMAL(took / MSEC), STR(" ms")); /* fits */
	LOG_AT(LEVEL_NOTICE, STR("upgrade: done {result}"), buf_str(&text));
	upgrade_finish(true, buf_str(&text));
}

static void
tell_rolled_back(void)
{
	char room[sizeof(take.handover.refused) + 32];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, STR("rolled back: "),
	    str_from(take.handover.refused)); /* fits */
	LOG_AT(LEVEL_WARNING, STR("upgrade: {reason}"), buf_str(&text));
	upgrade_finish(false, buf_str(&text));
}

/*
 * Completes the takeover. From here on nothing can fail, and there is no way
 * back.
 */
static void
takeover_settle(void)
{
	const struct upgrade_wish *wish = upgrade_now();

	inherited_fds_adopt(&take.state);
	losses_settle(&take.state);
	state_free(&take.state);
	io_close(&take.handover.program);
	io_close(&take.fd);
	self_show();
	(void)setrlimit(RLIMIT_CORE, &take.core); /* as it was */
	program_is_at(
	    has_come_back() || wish == NULL ? take.handover.path : wish->path);
	scoreboard_adopt(control_path());
	helpers_begin(scoreboard_reader());
	alarms_at(ALARM_REAP, ticks_now()); /* children that died meanwhile */
	if (has_come_back())
		tell_rolled_back();
	else
		tell_done();
	notify_upgraded();
}

noreturn void
takeover_fails(int state, const char *what)
{
	struct error why;

	(void)error_set(&why, EX_OSERR, "%s: %s", what, strerror(errno));
	take.fd = state;
	disable_core_dumps();
	handover_peek_header(state, &take.handover);
	go_back(&why);
}

/*
 * Does everything that needs no state, and reports that. Clients may have to
 * wait from then on, until this process has read the state.
 */
static void
get_ready(int updates)
{
	struct error why;

	take.handover.updates = updates;
	be_expendable();
	log_mute();
	if (!make_tables(&why))
		error_die(&why);
	if (puts(REHEARSAL_READY) == EOF || fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot report readiness");
}

/* Loads the state; false with *why. */
static bool
takeover_load(struct error *why)
{
	if (take.handover.updates == 0 && !make_tables(why))
		return false;
	/* Hides clients' messages and the password from other processes. */
	self_hide();
	if (handover_load(&take.state, take.fd, &take.handover))
		return true;
	*why = take.state.why;
	return false;
}

void
takeover(int state, int updates)
{
	struct error why;

	take.fd = state;
	disable_core_dumps();
	if (updates != 0)
		get_ready(updates);
	if (!handover_read_details(state, updates, &take.handover, &why)) {
		handover_peek_header(state, &take.handover);
		go_back(&why);
	}
	if (updates == 0 && !handover_is_ours(&take.handover)) {
		(void)error_set(
		    &why, EX_USAGE, "the state is for another process");
		go_back(&why);
	}
	if (!takeover_load(&why))
		go_back(&why);
	if (updates != 0)
		rehearse();
	if (!adopt_descriptors(&why) || !put_in_force(&why))
		go_back(&why);
	takeover_settle();
}
