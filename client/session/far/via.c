/* A connection that is a program: see via.h. */
#include "session/far/via.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/signals.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/term.h"

/*
 * The time to end by itself after the connection has ended, and after a
 * SIGTERM; and the pause between looks.
 */
#define OWN_TIME SEC
#define LAST_TIME (200 * MSEC)
#define LOOK_MS 5

/*
 * Becomes the command, in the child. Its session is its own: it has no terminal
 * to draw on or to read from.
 */
static noreturn void
become(const char *command, int socket, int said)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	term_disown();
	(void)setsid(); /* cannot fail: a new child leads no group */
	signals_finish();
	(void)sigaction(SIGPIPE, &usual, NULL);
	if (io_copy(socket, STDIN_FILENO) && io_copy(socket, STDOUT_FILENO) &&
	    (said == -1 || io_copy(said, STDERR_FILENO)) && io_close_from(3))
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	complain("via: cannot run sh: %s", strerror(errno));
	_exit(EX_OSERR);
}

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

	*via = (struct via) { .said = -1 };
	buf_init(&via->lines, via->memory, sizeof(via->memory));
	if (!open_ends(ends, said, hears))
		return -1;
	const pid_t pid = fork();
	if (pid == 0)
		become(command, ends[1], said[1]);
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
	via->said = said[0];
	return ends[0];
}

int
via_fd(const struct via *via)
{
	return via->pid != 0 ? via->said : -1;
}

void
via_read(struct via *via)
{
	char *at;
	size_t room;
	ssize_t count;

	if (via_fd(via) == -1)
		return;
	room = buf_room(&via->lines, &at);
	if (room == 0)
		return;
	count = io_read(via->said, at, room);
	if (count > 0)
		buf_filled(&via->lines, (size_t)count);
	else if (count != IO_AGAIN)
		io_close(&via->said);
}

/* Returns whether nothing follows the bytes that wait. */
static bool
has_all(const struct via *via)
{
	return via_fd(via) == -1 || buf_len(&via->lines) == VIA_ROOM;
}

bool
via_line(struct via *via, struct str *line)
{
	const struct str all = buf_str(&via->lines);
	const char *lf = all.len > 0 ? memchr(all.at, '\n', all.len) : NULL;

	if (lf == NULL && all.len < VIA_LINE && (all.len == 0 || !has_all(via)))
		return false;
	line->at = all.at;
	line->len = lf != NULL ? (size_t)(lf - all.at) : all.len;
	if (line->len >= VIA_LINE) {
		line->len = VIA_LINE;
		lf = NULL;
	}
	buf_drop(&via->lines, line->len + (lf != NULL));
	*line = str_strip(*line);
	return true;
}

/*
 * Returns whether the command has ended. It is not reaped, so that the number
 * of its process group stays its own.
 */
static bool
has_ended(const struct via *via)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)via->pid, &info,
		   WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid != 0;
}

/* Waits so long for the command to end; false if it has not. */
static bool
await(struct via *via, usec time)
{
	const usec until = clock_mono() + time;

	while (!has_ended(via)) {
		if (clock_mono() >= until)
			return false;
		via_read(via); /* or it might wait for us */
		(void)poll(NULL, 0, LOOK_MS);
	}
	return true;
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

const char *
via_end(struct via *via, bool closed)
{
	int status = 0;

	if (via->pid == 0)
		return NULL;
	const bool ended = await(via, closed ? OWN_TIME : 0);
	if (!ended) {
		(void)kill(-via->pid, SIGTERM);
		(void)await(via, LAST_TIME);
	}
	(void)kill(-via->pid, SIGKILL); /* the whole group */
	while (waitpid(via->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	via->pid = 0;
	via_read(via);
	io_close(&via->said);
	return ended ? reason(via, status) : NULL;
}

bool
via_tell(const char *command)
{
	if (command == NULL)
		return unsetenv(VIA_VARIABLE) == 0;
	return setenv(VIA_VARIABLE, command, 1) == 0;
}
