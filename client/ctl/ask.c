/* The client's end of the control socket: see ask.h. */
#define _GNU_SOURCE /* struct ucred */
#include "ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "text.h"

static bool
fail(char why[ASK_WHY], const struct view *view, const char *reason)
{
	char path[SCORE_PATH + 1];

	(void)snprintf(why, ASK_WHY, "server %llu, control socket %s: %s",
	    (unsigned long long)view->pid,
	    text_clean(path, sizeof(path), str_from(view->control)), reason);
	return false;
}

static bool
cannot_connect(char why[ASK_WHY], const struct view *view)
{
	char reason[128];

	if (errno != EACCES && errno != EPERM)
		return fail(why, view, strerror(errno));
	(void)snprintf(reason, sizeof(reason),
	    "only root and the user with the ID %lu may do this",
	    (unsigned long)view->owner);
	return fail(why, view, reason);
}

static void
limit_time(int fd, usec time)
{
	const struct timeval limit = { .tv_sec = (time_t)(time / SEC),
		.tv_usec = (suseconds_t)(time % SEC) };

	/* Without it a server that hangs is waited for until Ctrl-C. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

/* -1 with errno. */
static int
connect_to(const char *path, usec time)
{
	struct addr addr;
	int fd;

	errno = ENAMETOOLONG;
	if (addr_parse(&addr, path) != NULL || !addr_is_unix(&addr))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1)
		return -1;
	limit_time(fd, time);
	if (connect(fd, &addr.to.any, addr.len) != 0)
		io_close(&fd);
	return fd;
}

/*
 * Is it that server at the other end? Whoever has made the scoreboard may have
 * written there where another one listens.
 */
#ifdef SO_PEERCRED
static bool
is_server(int fd, const struct view *view)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	    peer.pid == (pid_t)view->pid && peer.uid == view->owner;
}
#else
static bool
is_server(int fd, const struct view *view)
{
	uid_t user;
	gid_t group;

	return getpeereid(fd, &user, &group) == 0 && user == view->owner;
}
#endif

static bool
is_last(struct str line)
{
	return line.len < 2 || memcmp(line.at, "- ", 2) != 0;
}

/* Gives the lines that are there to take; true if the last one was. */
static bool
take_lines(struct buf *in, void (*take)(struct str line))
{
	struct str line;
	bool last = false;

	while (!last && buf_line(in, &line) == LINE_WHOLE) {
		last = is_last(line);
		take(line);
		buf_drop_line(in, line);
	}
	return last;
}

static bool
read_answer(int fd, void (*take)(struct str line))
{
	char data[2 * LIMIT_LINE];
	char *room;
	struct buf in;
	ssize_t count = 1;
	bool last = false;

	buf_init(&in, data, sizeof(data));
	while (!last && count > 0) {
		const size_t size = buf_room(&in, &room);
		errno = ECONNRESET; /* unless there is another reason */
		count = io_read(fd, room, size);
		if (count > 0)
			buf_filled(&in, (size_t)count);
		last = take_lines(&in, take);
	}
	return last;
}

bool
ask(const struct view *view, const char *line, usec time,
    void (*take)(struct str line), char why[ASK_WHY])
{
	bool done;
	int fd;

	if (view->control[0] == '\0') {
		(void)snprintf(why, ASK_WHY,
		    "server %llu has no control socket; see control in "
		    "forkcastd.conf(5)",
		    (unsigned long long)view->pid);
		return false;
	}
	fd = connect_to(view->control, time);
	if (fd == -1)
		return cannot_connect(why, view);
	if (!is_server(fd, view)) {
		io_close(&fd);
		return fail(why, view,
		    "it is not that server that listens there; nothing was "
		    "said to it");
	}
	done = io_write_all(fd, line, strlen(line)) &&
	    io_write_all(fd, "\n", 1) && read_answer(fd, take);
	if (!done)
		(void)fail(why, view,
		    errno == EAGAIN ? "the server does not answer" :
				      strerror(errno));
	io_close(&fd);
	return done;
}
