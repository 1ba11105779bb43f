/* The command of forkcast lock: see locked_command.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "script/lock/locked_command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#elif defined(__FreeBSD__)
#include <sys/procctl.h>
#endif

#include "net/wait.h"
#include "session/signals.h"
#include "session/spawn.h"
#include "shared/clock.h"

/* Time from TERM to KILL. */
#define LAST_TIME (5 * SEC)

/* Added to the number of a signal, as shells do. */
#define BY_SIGNAL 128

void
locked_command_prepare(void)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	(void)sigaction(SIGCHLD, &usual, NULL); /* the signal exists */
}

/*
 * Has the kernel kill this process when its parent ends, where it can, even if
 * that has happened already.
 */
static void
die_with(pid_t parent)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail */
#elif defined(PROC_PDEATHSIG_CTL)
	int signal = SIGKILL;

	(void)procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal); /* as above */
#endif
	if (getppid() != parent)
		_exit(SPAWN_FAILED);
}

bool
locked_command_begin(struct locked_command *command, char *const *words,
    const char *server, const struct command *held)
{
	const struct spawn spawn = {
		.words = words,
		.server = server,
		.event = held,
		.fd = { -1, -1, -1 },
		.in_place = true,
	};
	const pid_t parent = getpid();
	const pid_t pid = fork();

	if (pid == 0) {
		die_with(parent);
		spawn_become(&spawn);
	}
	command->pid = pid > 0 ? pid : 0;
	return pid > 0;
}

bool
locked_command_ended(struct locked_command *command)
{
	if (command->pid == 0 ||
	    waitpid(command->pid, &command->status, WNOHANG) != command->pid)
		return false;
	command->pid = 0;
	return true;
}

int
locked_command_status(const struct locked_command *command)
{
	return WIFSIGNALED(command->status) ?
	    BY_SIGNAL + WTERMSIG(command->status) :
	    WEXITSTATUS(command->status);
}

/* Returns whether the terminal sends its signals to our process group. */
static bool
is_in_foreground(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (tcgetpgrp(fd) == getpgrp())
			return true;
	return false;
}

void
locked_command_signal(const struct locked_command *command, int signal)
{
	if (command->pid != 0 && !(signal == SIGINT && is_in_foreground()))
		(void)kill(command->pid, signal); /* our child */
}

void
locked_command_terminate(struct locked_command *command)
{
	const usec end = clock_mono() + LAST_TIME;
	struct timespec left;

	if (command->pid == 0)
		return;
	(void)kill(command->pid, SIGTERM); /* our child, not yet reaped */
	(void)kill(command->pid, SIGCONT);
	while (!locked_command_ended(command)) {
		if (clock_mono() >= end || signals_end_signal() != 0) {
			(void)kill(command->pid, SIGKILL);
			(void)waitpid(command->pid, &command->status, 0);
			command->pid = 0;
			return;
		}
		/* EINTR: a signal has come, perhaps the child's end */
		(void)ppoll(NULL, 0, wait_left(end, &left), signals_mask());
	}
}
