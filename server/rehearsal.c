/* The next program, tried: see rehearsal.h. */
#include "rehearsal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/alarms.h"
#include "base/config.h"
#include "base/program.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "shared/str.h"

extern char **environ;

/* To be saved: nothing: it is over by then. */
static struct {
	pid_t pid; /* 0: none runs */
	const char *path; /* the caller's */
	bool dead;
	bool late; /* it was killed for that */
	int status; /* as waitpid gave it */
	int said; /* the pipe from which it is read what it says */
	usec time; /* that it has */
	usec until; /* of the loop's clock */
	struct buf text;
	char room[1024];
} rehearsal = { .said = -1 };

/* Both of its outputs are the pipe, and nothing else of ours is there. */
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

/* Not by fork: what it would need of our memory our children do not have. */
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

/* The state is the only descriptor besides that it has. */
static int
start(const char *path, int state, int theirs)
{
	char **argv = program_arguments(state);
	int error;

	if (argv == NULL)
		return ENOMEM;
	error = fcntl(state, F_SETFD, 0) == 0 ? spawn_with(path, argv, theirs) :
						errno;
	(void)fcntl(state, F_SETFD, FD_CLOEXEC); /* as it was */
	free(argv);
	return error;
}

/* It has so long; the pipe is not watched yet. */
static bool
spawn_it(const char *path, int state, usec time, struct error *why)
{
	int said[2], error;

	if (!io_pipe(said))
		return error_set(why, EX_OSERR,
		    "cannot create a pipe for the rehearsal: %s",
		    strerror(errno));
	error = start(path, state, said[1]);
	io_close(&said[1]);
	if (error != 0) {
		rehearsal.pid = 0;
		io_close(&said[0]);
		return error_set(
		    why, EX_OSERR, "cannot run %s: %s", path, strerror(error));
	}
	rehearsal.path = path;
	rehearsal.dead = rehearsal.late = false;
	rehearsal.said = said[0];
	rehearsal.time = time;
	buf_init(&rehearsal.text, rehearsal.room, sizeof(rehearsal.room));
	return true;
}

bool
rehearsal_begin(const char *path, int state, struct error *why)
{
	if (!spawn_it(path, state, config_now()->grace, why))
		return false;
	rehearsal.until = ticks_now() + rehearsal.time;
	watch_own(rehearsal.said, WATCH_NOBODY);
	watch_read(rehearsal.said, true);
	alarms_at(ALARM_UPGRADE, rehearsal.until);
	return true;
}

/*
 * All that there is; what there is no room for is dropped. False if it says no
 * more.
 */
static bool
listen_to_it(void)
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

/* Control characters are none of the log's, or of the operator's terminal. */
static void
clean(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)at[i] < ' ' || at[i] == '\177')
			at[i] = '?';
}

/* The first line that it said; empty: nothing. */
static struct str
first_line(void)
{
	struct str said = buf_str(&rehearsal.text);
	const char *lf = said.len > 0 ? memchr(said.at, '\n', said.len) : NULL;

	if (lf != NULL)
		said.len = (size_t)(lf - said.at);
	clean(rehearsal.room + (said.at - rehearsal.room), said.len);
	return said;
}

/* Cuts off what stands in front, if that does. */
static bool
skip(struct str *line, struct str word)
{
	if (line->len <= word.len || memcmp(line->at, word.at, word.len) != 0)
		return false;
	*line = (struct str) { line->at + word.len, line->len - word.len };
	return true;
}

/* It has ended by itself. */
static enum rehearsal
judge_words(int status, struct error *why)
{
	struct str line = first_line();

	if (status == EX_OK && skip(&line, STR(REHEARSAL_WORD " ")))
		return REHEARSAL_GOOD;
	if (status == EX_OK || status == EX_USAGE ||
	    !skip(&line, STR("forkcastd: ")))
		(void)error_set(why, EX_UNAVAILABLE,
		    "%s is not a forkcastd that can take over", rehearsal.path);
	else
		(void)error_set(why, status, "%.*s", (int)line.len, line.at);
	return REHEARSAL_BAD;
}

/* It is dead: how that was, and what it had to say. */
static enum rehearsal
judge(struct error *why)
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

/* And what it has started. It is not yet reaped, so both are its own. */
static void
end_it(void)
{
	(void)kill(-rehearsal.pid, SIGKILL);
	(void)kill(rehearsal.pid, SIGKILL); /* if it has left its group */
}

/* The alarm that has rung may have been that of the one before. */
static void
look_at_the_clock(void)
{
	if (rehearsal.late)
		return;
	if (rehearsal.until > ticks_now()) {
		alarms_at(ALARM_UPGRADE, rehearsal.until);
		return;
	}
	rehearsal.late = true;
	end_it();
}

enum rehearsal
rehearsal_look(struct error *why)
{
	if (watch_readable(rehearsal.said) == rehearsal.said && !listen_to_it())
		watch_read(rehearsal.said, false);
	if (!rehearsal.dead) {
		look_at_the_clock();
		return REHEARSAL_RUNS;
	}
	(void)listen_to_it(); /* what it has said last */
	watch_close(&rehearsal.said);
	alarms_clear(ALARM_UPGRADE);
	rehearsal.pid = 0;
	return judge(why);
}

/* Between two looks at a process that says no more, or whose heirs could. */
#define SOON 1 /* ms */
#define LATER 20

/* False if it is not over by then, which is of clock_mono. */
static bool
await_end(usec until)
{
	bool speaks = true;

	for (;;) {
		struct pollfd look = { .fd = speaks ? rehearsal.said : -1,
			.events = POLLIN };
		if (waitpid(rehearsal.pid, &rehearsal.status, WNOHANG) ==
		    rehearsal.pid)
			return true;
		if (clock_mono() >= until)
			return false;
		/* No signal gets in here; if it fails, it was no pause. */
		(void)poll(&look, 1, speaks ? LATER : SOON);
		speaks = speaks && listen_to_it();
	}
}

bool
rehearsal_run(const char *path, int state, usec time, struct error *why)
{
	const usec until = clock_mono() + time;

	if (!spawn_it(path, state, time, why))
		return false;
	rehearsal.late = !await_end(until);
	if (rehearsal.late) {
		end_it();
		(void)waitpid(rehearsal.pid, &rehearsal.status, 0); /* dies */
	}
	(void)listen_to_it(); /* what it has said last */
	io_close(&rehearsal.said);
	rehearsal.pid = 0;
	return judge(why) == REHEARSAL_GOOD;
}

void
rehearsal_reaped(pid_t pid, int status)
{
	if (rehearsal.pid == 0 || pid != rehearsal.pid)
		return; /* inherited from whoever started us */
	rehearsal.dead = true;
	rehearsal.status = status;
	watch_hurry();
}
