/* The rehearsal: see rehearsal.h. */
#define _GNU_SOURCE /* vfork, NSIG */
#include "upgrade/rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/system/program.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "shared/str.h"

/* A program that is tried. */
struct rehearsal {
	const char *path;
	pid_t pid;
	bool dead;
	int status; /* as waitpid gave it */
	int said; /* the pipe from which its output is read */
	struct buf text;
	char room[1024];
};

/*
 * Resets all signals to their defaults and unblocks them, as posix_spawn does.
 */
static void
reset_signals(void)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&none);
	for (int number = 1; number < NSIG; number++) /* not all can be set */
		(void)sigaction(number, &usual, NULL);
	(void)sigprocmask(SIG_SETMASK, &none, NULL); /* cannot fail */
}

/*
 * Runs the program, in the child of vfork, which still uses our memory. On
 * Linux, the child is killed when we die; otherwise a program that hangs could
 * keep the state in memory. Its standard output and error are the pipe. Returns
 * only on failure, with an error number.
 */
static int
become(const char *path, char **environment, int theirs, pid_t parent)
{
	if (setpgid(0, 0) != 0 || dup2(theirs, STDOUT_FILENO) == -1 ||
	    dup2(theirs, STDERR_FILENO) == -1)
		return errno;
#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return errno;
#endif
	if (getppid() != parent)
		return ESRCH; /* the parent has died already */
	reset_signals();
	/* Returns only with errno. */
	(void)execve(path, program_arguments(), environment);
	return errno;
}

/*
 * Starts the program with vfork, which suspends us until the child has called
 * execve or has ended. Returns 0 or an error number. Children of fork lack
 * parts of our memory that this needs, and posix_spawn cannot have the program
 * killed when we die.
 */
static int
spawn_with(const char *path, char **environment, int theirs, pid_t *pid)
{
	const pid_t parent = getpid();
	volatile int error = 0;
	sigset_t all, before;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before); /* cannot fail */
	*pid = vfork(); /* NOLINT: see above */
	if (*pid == 0) {
		/* NOLINTNEXTLINE: it is to exec */
		error = become(path, environment, theirs, parent);
		_exit(EX_OSERR);
	}
	if (*pid == -1)
		error = errno;
	else if (error != 0)
		(void)waitpid(*pid, NULL, 0); /* our child, which has ended */
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* cannot fail */
	return error;
}

/*
 * Starts the program, which gets only the pipe and the state. Returns 0 or an
 * error number.
 */
static int
start(struct rehearsal *rehearsal, int state, int theirs)
{
	char **environment = program_environment(state);
	int error;

	if (environment == NULL)
		return ENOMEM;
	error = fcntl(state, F_SETFD, 0) == 0 ?
	    spawn_with(rehearsal->path, environment, theirs, &rehearsal->pid) :
	    errno;
	(void)fcntl(state, F_SETFD, FD_CLOEXEC); /* it is open */
	free(environment);
	return error;
}

/*
 * Reads all of the program's output; whatever does not fit is dropped. False at
 * the end of the output.
 */
static bool
read_output(struct rehearsal *rehearsal)
{
	char drop[256];
	char *room;
	ssize_t count;

	do {
		const size_t size = buf_room(&rehearsal->text, &room);
		count = size > 0 ? io_read(rehearsal->said, room, size) :
				   io_read(rehearsal->said, drop, sizeof(drop));
		if (size > 0 && count > 0)
			buf_filled(&rehearsal->text, (size_t)count);
	} while (count > 0);
	return count == IO_AGAIN;
}

/*
 * Replaces control characters, which must not reach the log or the operator's
 * terminal.
 */
static void
clean(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)at[i] < ' ' || at[i] == '\177')
			at[i] = '?';
}

/*
 * Judges a program that is dead, by how it ended and what it said. False with
 * *why.
 */
static bool
judge(struct rehearsal *rehearsal, struct error *why)
{
	const int status = WEXITSTATUS(rehearsal->status);
	struct str said = buf_str(&rehearsal->text);
	struct str line = str_cut(&said, '\n');

	if (!WIFEXITED(rehearsal->status))
		return error_set(why, EX_SOFTWARE,
		    "the rehearsal of %s was killed by signal %d",
		    rehearsal->path, WTERMSIG(rehearsal->status));
	if (status == EX_OK && said.at != NULL &&
	    str_skip(&line, STR(REHEARSAL_WORD " ")) &&
	    line.len > 0) /* its version */
		return true;
	clean(rehearsal->room + (line.at - rehearsal->room), line.len);
	if (status == EX_OK || status == EX_USAGE ||
	    !str_skip(&line, STR("forkcastd: ")) || line.len == 0)
		return error_set(why, EX_UNAVAILABLE,
		    "%s is not a forkcastd that can take over",
		    rehearsal->path);
	return error_set(why, status, "%.*s", (int)line.len, line.at);
}

/*
 * The pauses between two checks of the program: SOON if its output has ended,
 * LATER if it or its children may still write.
 */
#define SOON 1 /* ms */
#define LATER 20

/* Waits for the program's end, at most for time. False with *why. */
static bool
await_end(struct rehearsal *rehearsal, usec time, struct error *why)
{
	const usec until = clock_mono() + time;
	bool speaks = true;

	do {
		struct pollfd polled = { .fd = speaks ? rehearsal->said : -1,
			.events = POLLIN };
		/*
		 * A failure means only that there was no pause; signals are
		 * blocked.
		 */
		(void)poll(&polled, 1, speaks ? LATER : SOON);
		rehearsal->dead = waitpid(rehearsal->pid, &rehearsal->status,
				      WNOHANG) == rehearsal->pid;
		speaks = read_output(rehearsal); /* the last of it, if dead */
		if (rehearsal->dead)
			return judge(rehearsal, why);
	} while (clock_mono() < until);
	return error_set(why, EX_UNAVAILABLE,
	    "the rehearsal of %s did not end within %g s", rehearsal->path,
	    (double)time / SEC);
}

bool
rehearsal_run(const char *path, int state, usec time, struct error *why)
{
	struct rehearsal rehearsal = { .path = path };
	int said[2], error;
	bool good;

	if (!io_pipe(said))
		return error_set(why, EX_OSERR,
		    "cannot create a pipe for the rehearsal: %s",
		    strerror(errno));
	rehearsal.said = said[0];
	buf_init(&rehearsal.text, rehearsal.room, sizeof(rehearsal.room));
	error = start(&rehearsal, state, said[1]);
	io_close(&said[1]);
	good = error == 0 ? await_end(&rehearsal, time, why) :
			    error_set(why, EX_OSERR, "cannot run %s: %s", path,
				strerror(error));
	io_close(&said[0]);
	if (error == 0 && !rehearsal.dead) {
		/* It is not reaped yet, so pid and group are still its own. */
		(void)kill(-rehearsal.pid, SIGKILL);
		(void)kill(rehearsal.pid, SIGKILL); /* if it left its group */
	}
	return good;
}
