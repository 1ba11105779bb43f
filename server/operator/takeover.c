/* The start of a program that takes over: see launch.h. */
#include "operator/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "operator/control.h"
#include "operator/reload.h"
#include "router/model/clients.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/usage.h"
#include "upgrade/handover.h"
#include "upgrade/upgrade_exec.h"

/* Not saved: nothing of this is needed once the loop has begun. */
static struct {
	struct state state;
	struct handover handover;
	struct rlimit core; /* as it was */
} take;

static noreturn void
rehearse(void)
{
	struct error why;

	if (!reload_take_over(true, &why))
		error_die(&why);
	if (printf(REHEARSAL_WORD " %ld\n", (long)getpid()) < 0 ||
	    fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot report success");
	exit(EX_OK);
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
	    STR(" to " VERSION ", "), COUNTED(conns_counts()->used, "client"),
	    STR(", "), DECIMAL(took / MSEC), STR(" ms"));
	LOG_AT(LEVEL_NOTICE, STR("upgrade: done {result}"), buf_str(&text));
	upgrade_exec_finish(true, buf_str(&text));
	control_upgraded(buf_str(&text));
}

/* Completes the takeover. From here on nothing can fail. */
static void
takeover_settle(int fd)
{
	(void)state_keep_open(&take.state, false); /* all are open */
	state_free(&take.state);
	io_close(&fd);
	self_hide(false);
	(void)setrlimit(RLIMIT_CORE, &take.core); /* as it was */
	helpers_begin();
	ticks_alarm(ALARM_REAP, ticks_now()); /* children that died meanwhile */
	tell_done();
}

void
takeover(int fd)
{
	struct rlimit none;
	struct error why;
	bool ours;

	/* Clients' messages must never get onto a disk, whatever happens. */
	if (getrlimit(RLIMIT_CORE, &take.core) == 0) {
		none = take.core;
		none.rlim_cur = 0;
		(void)setrlimit(RLIMIT_CORE, &none); /* may be lowered */
	}
	if (!watch_signals_init() || !modules_init())
		die_errno(EX_OSERR, "cannot take over");
	if (!handover_begin(&take.state, fd, &take.handover))
		error_die(&take.state.why);
	ours = take.handover.pid == (uint64_t)getpid();
	if (!ours) {
		/* Nobody else would end it, and what it has read with it. */
#ifdef __linux__
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail */
#endif
		if ((uint64_t)getppid() != take.handover.pid)
			exit(EX_UNAVAILABLE);
		/* It is the first to be killed if memory runs out. */
		int score =
		    open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
		if (score != -1)
			(void)io_write(
			    score, LITERAL("1000")); /* if the system has it */
		io_close(&score);
		log_mute();
	}
	/* Hides clients' messages and the password from other processes. */
	self_hide(true);
	if (!handover_load(&take.state))
		error_die(&take.state.why);
	if (!ours)
		rehearse();
	if (!listen_adopt())
		die_errno(EX_OSERR, "the state: a listener");
	if (!reload_take_over(false, &why))
		error_die(&why);
	takeover_settle(fd);
}
