/* A shell command whose output is for us: see program.h. */
#include "session/program/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/program/sh.h"
#include "shared/clock.h"
#include "shared/io.h"

/* The time to end after a SIGTERM, and the pause between looks. */
#define LAST_TIME (200 * MSEC)
#define LOOK_MS 5

/* The ends of the pipes: ours to read from, and those of the command. */
struct ends {
	int nothing; /* its standard input */
	int out[2];
	int said[2]; /* -1: its errors are not apart */
};

static void
close_ends(struct ends *ends)
{
	const int error = errno;

	io_close(&ends->nothing);
	for (int i = 0; i < 2; i++) {
		io_close(&ends->out[i]);
		io_close(&ends->said[i]);
	}
	errno = error;
}

/* Opens everything; false with errno, and nothing is open. */
static bool
open_ends(struct ends *ends, bool apart)
{
	*ends = (struct ends) { open("/dev/null", O_RDONLY | O_CLOEXEC),
		{ -1, -1 }, { -1, -1 } };
	if (ends->nothing != -1 && pipe(ends->out) == 0 &&
	    io_prepare(ends->out[0]) &&
	    (!apart || (pipe(ends->said) == 0 && io_prepare(ends->said[0]))))
		return true;
	close_ends(ends);
	return false;
}

bool
program_begin(struct program *program, const char *who, const char *command,
    int *out, int *said)
{
	struct ends ends;

	*program = (struct program) { .pid = 0 };
	if (!open_ends(&ends, said != NULL))
		return false;
	const pid_t pid = fork();
	if (pid == 0)
		sh_become(who, command,
		    (const int[]) { ends.nothing, ends.out[1], ends.said[1] });
	if (pid == -1) {
		close_ends(&ends);
		return false;
	}
	program->pid = pid;
	*out = ends.out[0];
	if (said != NULL)
		*said = ends.said[0];
	ends.out[0] = ends.said[0] = -1; /* the caller's */
	close_ends(&ends);
	return true;
}

bool
program_has_ended(const struct program *program)
{
	siginfo_t info = { 0 };

	return program->pid == 0 ||
	    waitid(P_PID, (id_t)program->pid, &info,
		WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid != 0;
}

/*
 * Reaps the command, waiting for it if need be. Where SIGCHLD is ignored, there
 * is no status.
 */
static int
reap(struct program *program)
{
	int status = 0;

	while (waitpid(program->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	program->pid = 0;
	return status;
}

void
program_end(struct program *program, char how[PROGRAM_END])
{
	const int status = reap(program);

	how[0] = '\0';
	if (WIFSIGNALED(status))
		(void)snprintf(
		    how, PROGRAM_END, "killed by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		(void)snprintf(
		    how, PROGRAM_END, "exit status %d", WEXITSTATUS(status));
}

void
program_kill(struct program *program)
{
	const usec until = clock_mono() + LAST_TIME;

	if (program->pid == 0)
		return;
	/* The group may not be there yet; then the child is still ours. */
	if (kill(-program->pid, SIGTERM) != 0)
		(void)kill(program->pid, SIGTERM);
	while (!program_has_ended(program) && clock_mono() < until)
		(void)poll(NULL, 0, LOOK_MS);
	(void)kill(-program->pid, SIGKILL); /* the whole group */
	(void)kill(program->pid, SIGKILL);
	(void)reap(program);
}
