/* A connection that is a program: see via.h. */
#include "session/far/via.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/program/sh.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"

/*
 * The time to end by itself after the connection has ended, and after a
 * SIGTERM; and the pause between looks.
 */
#define OWN_TIME SEC
#define LAST_TIME (200 * MSEC)
#define LOOK_MS 5

/* Commands that were sent a TERM, and when they are killed. */
static struct {
	struct dying {
		pid_t pid; /* leads a process group */
		usec until;
	} at[8];
	size_t count;
} dying;

/* Opens both ends of both connections. Returns false with errno on failure. */
static bool
open_ends(int ends[2], int said[2], bool hears)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return false;
	if (io_prepare(ends[0]) &&
	    (!hears || (pipe(said) == 0 && io_prepare(said[0]))))
		return true;
	const int error = errno;
	io_close(&ends[0]);
	io_close(&ends[1]);
	io_close(&said[0]);
	io_close(&said[1]);
	errno = error;
	return false;
}

int
via_begin(struct via *via, const char *command, bool hears)
{
	int ends[2], said[2] = { -1, -1 };

	*via = (struct via) { .pid = 0 };
	if (!open_ends(ends, said, hears))
		return -1;
	const pid_t pid = fork();
	if (pid == 0)
		sh_become("via", command,
		    (const int[]) { ends[1], ends[1], said[1] });
	const int error = errno;
	io_close(&ends[1]);
	io_close(&said[1]);
	if (pid == -1) {
		io_close(&ends[0]);
		io_close(&said[0]);
		errno = error;
		return -1;
	}
	via->pid = pid;
	if (hears)
		output_begin(&via->said, said[0]);
	return ends[0];
}

int
via_fd(const struct via *via)
{
	return output_fd(&via->said);
}

void
via_read(struct via *via)
{
	(void)output_read(&via->said);
}

bool
via_line(struct via *via, struct str *line)
{
	const bool found = output_line(&via->said, line);

	/* ssh ends its lines with CR LF if the terminal is raw. */
	if (found && line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	if (found)
		*line = str_strip(*line);
	return found;
}

/*
 * Returns whether the command has ended. It is not reaped, so that the number
 * of its process group stays its own.
 */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
	    0 ||
	    info.si_pid != 0;
}

/* Composes how the command ended. */
static const char *
reason(struct via *via, int status)
{
	if (WIFSIGNALED(status))
		(void)snprintf(via->why, sizeof(via->why),
		    "via: killed by signal %d", WTERMSIG(status));
	else
		(void)snprintf(via->why, sizeof(via->why),
		    "via: exit status %d", WEXITSTATUS(status));
	return via->why;
}

/*
 * Signals the whole group, and the command itself, which may not lead a group
 * yet.
 */
static void
signal_all(pid_t pid, int signal)
{
	(void)kill(-pid, signal);
	(void)kill(pid, signal);
}

/* Kills the whole group, and reaps the command. Returns its status. */
static int
bury(pid_t pid)
{
	int status = 0;

	signal_all(pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	return status;
}

/* Sends TERM to the group, which is killed a little later. */
static void
let_die(pid_t pid)
{
	signal_all(pid, SIGTERM);
	if (dying.count == COUNT(dying.at)) {
		(void)bury(dying.at[0].pid);
		dying.at[0] = dying.at[--dying.count];
	}
	dying.at[dying.count++] =
	    (struct dying) { pid, clock_mono() + LAST_TIME };
}

usec
via_tend(void)
{
	for (size_t i = dying.count; i > 0; i--) {
		const struct dying *one = &dying.at[i - 1];
		if (!has_ended(one->pid) && clock_mono() < one->until)
			continue;
		(void)bury(one->pid);
		dying.at[i - 1] = dying.at[--dying.count];
	}
	return dying.count > 0 ? VIA_LOOK : 0;
}

bool
via_is_ending(struct via *via)
{
	if (via->pid == 0)
		return false;
	if (via->until == 0)
		via->until = clock_mono() + OWN_TIME;
	via_read(via); /* or it might wait for us */
	return !has_ended(via->pid) && clock_mono() < via->until;
}

const char *
via_drop(struct via *via)
{
	const pid_t pid = via->pid;
	const char *why = NULL;

	if (pid == 0)
		return NULL;
	if (has_ended(pid))
		why = reason(via, bury(pid));
	else
		let_die(pid);
	via->pid = 0;
	via_read(via);
	output_close(&via->said);
	return why;
}

void
via_end(struct via *via)
{
	while (via_is_ending(via))
		(void)poll(NULL, 0, LOOK_MS);
	(void)via_drop(via);
	while (via_tend() != 0)
		(void)poll(NULL, 0, LOOK_MS);
}

bool
via_tell(const char *command)
{
	if (command == NULL)
		return unsetenv(VIA_VARIABLE) == 0;
	return setenv(VIA_VARIABLE, command, 1) == 0;
}
