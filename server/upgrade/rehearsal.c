/* The rehearsal: see rehearsal.h. */
#ifdef __linux__
#define _GNU_SOURCE /* vfork, NSIG */
#endif
#include "upgrade/rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#else
#include <spawn.h>
#endif
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/system/program.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/str.h"

extern char **environ;

/* Not saved: the rehearsal is over when the next program begins. */
static struct {
	pid_t pid; /* 0: none runs */
	const char *path; /* the caller's */
	bool dead;
	bool late; /* it was killed for being late */
	int status; /* as waitpid gave it */
	int said; /* the pipe from which its output is read */
	int updates; /* the pipe that tells about the state; -1: the state is
		     complete, or no program runs */
	usec time; /* the time it has */
	usec until; /* of the loop's clock */
	struct buf text;
	char room[1024];
} rehearsal = { .said = -1, .updates = -1 };

#ifdef __linux__

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
 * Runs the program, in the child of vfork, which still uses our memory. The
 * child is killed when we die; otherwise a program that hangs could keep the
 * state in memory. Its standard output and error are the pipe. Returns only on
 * failure, with an error number.
 */
static int
become(const char *path, char **argv, int theirs, pid_t parent)
{
	if (setpgid(0, 0) != 0 || dup2(theirs, STDOUT_FILENO) == -1 ||
	    dup2(theirs, STDERR_FILENO) == -1 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return errno;
	if (getppid() != parent)
		return ESRCH; /* the parent has died already */
	reset_signals();
	(void)execve(path, argv, environ); /* returns only with errno */
	return errno;
}

/*
 * Starts the program with vfork, which suspends us until the child has called
 * execve or has ended. Returns 0 or an error number. Children of fork lack
 * parts of our memory that this needs, and posix_spawn cannot have the program
 * killed when we die.
 */
static int
spawn_with(const char *path, char **argv, int theirs)
{
	const pid_t parent = getpid();
	volatile int error = 0;
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before); /* cannot fail */
	pid = vfork(); /* NOLINT: see above */
	if (pid == 0) {
		/* NOLINTNEXTLINE: it is to exec */
		error = become(path, argv, theirs, parent);
		_exit(EX_OSERR);
	}
	if (pid == -1)
		error = errno;
	else if (error != 0)
		(void)waitpid(pid, NULL, 0); /* our child, which has ended */
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* cannot fail */
	rehearsal.pid = pid;
	return error;
}

#else

/*
 * Sets up the child: its standard output and error are the pipe, its signals
 * have their defaults, and it has a process group of its own. Returns 0 or an
 * error number.
 */
static int
prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes,
    int theirs)
{
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawn_file_actions_adddup2(files, theirs, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    files, theirs, STDERR_FILENO);
	if (error == 0)
		error = posix_spawnattr_setflags(attributes,
		    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
			POSIX_SPAWN_SETPGROUP);
	if (error == 0)
		error = posix_spawnattr_setpgroup(attributes, 0); /* its own */
	if (error == 0)
		error = posix_spawnattr_setsigmask(attributes, &none);
	if (error == 0)
		error = posix_spawnattr_setsigdefault(attributes, &all);
	return error;
}

/*
 * Starts the program with posix_spawn; returns 0 or an error number. Children
 * of fork lack parts of our memory that this needs.
 */
static int
spawn_with(const char *path, char **argv, int theirs)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = prepare(&files, &attributes, theirs);
		if (error == 0)
			error = posix_spawn(&rehearsal.pid, path, &files,
			    &attributes, argv, environ);
		(void)posix_spawnattr_destroy(&attributes); /* cannot fail */
	}
	(void)posix_spawn_file_actions_destroy(&files); /* cannot fail */
	return error;
}

#endif

/* Sets whether a program that is run inherits the descriptor. */
static bool
set_inherited(int fd, bool have)
{
	return fcntl(fd, F_SETFD, have ? 0 : FD_CLOEXEC) == 0;
}

/*
 * Starts the program, which gets only the pipe, the state and its updates.
 * Returns 0 or an error number.
 */
static int
start(const char *path, int state, int updates, int theirs)
{
	char **argv = program_arguments(state, updates);
	int error;

	if (argv == NULL)
		return ENOMEM;
	error = set_inherited(state, true) && set_inherited(updates, true) ?
	    spawn_with(path, argv, theirs) :
	    errno;
	(void)set_inherited(state, false); /* back to close-on-exec */
	(void)set_inherited(updates, false);
	free(argv);
	return error;
}

static bool
cannot_run(const char *path, int error, struct error *why)
{
	rehearsal.pid = 0;
	return error_set(
	    why, EX_OSERR, "cannot run %s: %s", path, strerror(error));
}

static bool
cannot_hear(struct error *why)
{
	return error_set(why, EX_OSERR,
	    "cannot create a pipe for the rehearsal: %s", strerror(errno));
}

/* Gives the program the configured grace for its next step. */
static void
give_time(void)
{
	rehearsal.time = config_now()->grace;
	rehearsal.until = ticks_now() + rehearsal.time;
	alarms_at(ALARM_UPGRADE, rehearsal.until);
}

bool
rehearsal_begin(const char *path, int state, struct error *why)
{
	int updates[2], said[2], error;

	if (!io_pipe(updates))
		return cannot_hear(why);
	if (!io_pipe(said)) {
		io_close(&updates[0]);
		io_close(&updates[1]);
		return cannot_hear(why);
	}
	error = start(path, state, updates[0], said[1]);
	io_close(&updates[0]);
	io_close(&said[1]);
	if (error != 0) {
		io_close(&updates[1]);
		io_close(&said[0]);
		return cannot_run(path, error, why);
	}
	rehearsal.path = path;
	rehearsal.dead = rehearsal.late = false;
	rehearsal.said = said[0];
	rehearsal.updates = updates[1];
	buf_init(&rehearsal.text, rehearsal.room, sizeof(rehearsal.room));
	watch_own(rehearsal.said, WATCH_NOBODY);
	watch_read(rehearsal.said, true);
	give_time();
	return true;
}

/*
 * Reads all of the program's output; whatever does not fit is dropped. False at
 * the end of the output.
 */
static bool
read_output(void)
{
	char drop[256];
	char *room;
	ssize_t count;

	do {
		const size_t size = buf_room(&rehearsal.text, &room);
		count = size > 0 ? io_read(rehearsal.said, room, size) :
				   io_read(rehearsal.said, drop, sizeof(drop));
		if (size > 0 && count > 0)
			buf_filled(&rehearsal.text, (size_t)count);
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
 * Returns the first unread line of the program's output; empty: there is none.
 */
static struct str
first_line(void)
{
	struct str said = buf_str(&rehearsal.text);
	const struct str line = str_cut(&said, '\n');

	clean(rehearsal.room + (line.at - rehearsal.room), line.len);
	return line;
}

/* Returns whether the line reports success. */
static bool
is_good_word(struct str line)
{
	return str_skip(&line, STR(REHEARSAL_WORD " ")) && line.len > 0;
}

/* Judges a program that has exited, by its status and output. */
static enum rehearsal
judge_words(int status, struct error *why)
{
	struct str line = first_line();

	if (status == EX_OK && is_good_word(line))
		return REHEARSAL_GOOD;
	if (status == EX_OK || status == EX_USAGE ||
	    !str_skip(&line, STR("forkcastd: ")) || line.len == 0)
		(void)error_set(why, EX_UNAVAILABLE,
		    "%s is not a forkcastd that can take over", rehearsal.path);
	else
		(void)error_set(why, status, "%.*s", (int)line.len, line.at);
	return REHEARSAL_BAD;
}

/*
 * Returns whether the program's output has a whole line, and sets *line to it.
 */
static bool
has_said_line(struct str *line)
{
	struct str said = buf_str(&rehearsal.text);

	*line = str_cut(&said, '\n');
	return said.at != NULL;
}

/* Returns whether the program has reported that it is ready; true only once. */
static bool
has_said_ready(void)
{
	struct str line;

	if (rehearsal.updates == -1 || !has_said_line(&line) ||
	    !str_eq(line, STR(REHEARSAL_READY)))
		return false;
	buf_drop(&rehearsal.text, line.len + 1);
	return true;
}

/* Judges a program that is dead, by how it ended and what it said. */
static enum rehearsal
rehearsal_judge(struct error *why)
{
	const int status = rehearsal.status;

	if (!rehearsal.late && WIFEXITED(status))
		return judge_words(WEXITSTATUS(status), why);
	if (rehearsal.late)
		(void)error_set(why, EX_UNAVAILABLE,
		    "the rehearsal of %s did not end within %g s",
		    rehearsal.path, (double)rehearsal.time / SEC);
	else
		(void)error_set(why, EX_SOFTWARE,
		    "the rehearsal of %s was killed by signal %d",
		    rehearsal.path, WTERMSIG(status));
	return REHEARSAL_BAD;
}

/*
 * Kills the program and the processes that it has started. It is not reaped
 * yet, so pid and group are still its own.
 */
static void
kill_it(void)
{
	(void)kill(-rehearsal.pid, SIGKILL);
	(void)kill(rehearsal.pid, SIGKILL); /* if it has left its group */
}

/* Stops listening to the program. */
static void
forget_it(void)
{
	watch_close(&rehearsal.said);
	io_close(&rehearsal.updates);
	alarms_clear(ALARM_UPGRADE);
	rehearsal.pid = 0;
}

void
rehearsal_kill(void)
{
	if (rehearsal.pid != 0 && !rehearsal.dead)
		kill_it();
	if (rehearsal.pid != 0)
		forget_it();
}

/*
 * Kills the program if it is late; otherwise sets its alarm, as the last one
 * may have been for an earlier step.
 */
static void
kill_if_late(void)
{
	if (rehearsal.late)
		return;
	if (rehearsal.until > ticks_now()) {
		alarms_at(ALARM_UPGRADE, rehearsal.until);
		return;
	}
	rehearsal.late = true;
	kill_it();
}

enum rehearsal
rehearsal_poll(struct error *why)
{
	if (watch_readable(rehearsal.said) == rehearsal.said && !read_output())
		watch_read(rehearsal.said, false);
	if (!rehearsal.dead && has_said_ready()) {
		alarms_clear(ALARM_UPGRADE);
		return REHEARSAL_IS_READY;
	}
	if (!rehearsal.dead) {
		kill_if_late();
		return REHEARSAL_RUNS;
	}
	(void)read_output(); /* its last output */
	forget_it();
	return rehearsal_judge(why);
}

int
rehearsal_pipe(void)
{
	return rehearsal.updates;
}

void
rehearsal_finish(void)
{
	io_close(&rehearsal.updates);
	give_time();
}

/*
 * The pauses between two checks of the program: SOON if its output has ended,
 * LATER if it or its children may still write.
 */
#define SOON 1 /* ms */
#define LATER 20

/*
 * Waits for the program's report until that time (clock_mono); returns
 * REHEARSAL_RUNS if there is none.
 */
static enum rehearsal
await_report(usec until, struct error *why)
{
	bool speaks = true;
	struct str line;

	for (;;) {
		struct pollfd polled = { .fd = speaks ? rehearsal.said : -1,
			.events = POLLIN };
		speaks = speaks && read_output();
		if (has_said_line(&line) && is_good_word(line))
			return REHEARSAL_GOOD;
		if (!rehearsal.dead &&
		    waitpid(rehearsal.pid, &rehearsal.status, WNOHANG) ==
			rehearsal.pid)
			rehearsal.dead = true;
		if (rehearsal.dead) {
			(void)read_output(); /* its last output */
			return rehearsal_judge(why);
		}
		if (clock_mono() >= until)
			return REHEARSAL_RUNS;
		/*
		 * A failure means only that there was no pause; signals are
		 * blocked.
		 */
		(void)poll(&polled, 1, speaks ? LATER : SOON);
	}
}

bool
rehearsal_await(usec time, struct error *why)
{
	enum rehearsal end;

	rehearsal.time = time;
	end = await_report(clock_mono() + time, why);
	if (end == REHEARSAL_RUNS) {
		rehearsal.late = true;
		end = rehearsal_judge(why);
	}
	rehearsal_kill();
	return end == REHEARSAL_GOOD;
}

void
rehearsal_reaped(pid_t pid, int status)
{
	if (rehearsal.pid == 0 || pid != rehearsal.pid)
		return; /* a child that we inherited from whoever started us */
	rehearsal.dead = true;
	rehearsal.status = status;
	watch_no_wait();
}
