/* The client of the control socket: see ask.h. */
#define _GNU_SOURCE /* struct ucred */
#include "ctl/ask.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include "ctl/text.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"

static bool
ask_fail(char why[ASK_WHY], const struct view *view, const char *reason)
{
	char path[SCORE_PATH + 1];

	(void)snprintf(why, ASK_WHY, "server %llu, control socket %s: %s",
	    (unsigned long long)view->pid,
	    text_clean(path, sizeof(path), str_from(view->control)), reason);
	errno = 0;
	return false;
}

static const char *
reason_of(int error, const struct view *view)
{
	if (error == EAGAIN || error == EWOULDBLOCK)
		return view_is_stopped(view) ?
		    "no reply: the server is stopped" :
		    "no reply from the server";
	return error == EPROTO ? "invalid reply: this is not a forkcastd" :
				 strerror(error);
}

static bool
cannot_connect(char why[ASK_WHY], const struct view *view)
{
	char reason[128];

	if (errno != EACCES && errno != EPERM)
		return ask_fail(why, view, reason_of(errno, view));
	(void)snprintf(reason, sizeof(reason),
	    "only root and uid %lu may do this", (unsigned long)view->owner);
	(void)ask_fail(why, view, reason);
	errno = EACCES;
	return false;
}

/*
 * The limits of an answer: twice as many lines as a server can have groups or
 * bans, each as long as a topic or a network. Anything longer comes from
 * something else.
 */
#define LINES_MAX ((size_t)2 * 65536)
#define BYTES_MAX ((size_t)64 << 20)

/* An answer while it is read. */
struct answer {
	const struct question *question;
	int fd;
	/* deadline of clock_mono for the next line, or for the whole answer */
	usec until;
	size_t lines;
	size_t bytes;
	bool wrong; /* a line was too long */
};

/*
 * Limits how long a call blocks to the deadline. Returns false with EAGAIN if
 * that has passed.
 */
static bool
limit_time(int fd, usec until)
{
	const usec now = clock_mono();
	const usec time = until > now ? until - now : 0;
	const struct timeval limit = { .tv_sec = (time_t)(time / SEC),
		.tv_usec = (suseconds_t)(time % SEC) };

	errno = EAGAIN;
	if (time == 0)
		return false;
	/* If this fails, we wait for a hanging server until Ctrl-C. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return true;
}

/* Connects to the socket. Returns -1 with errno on failure. */
static int
connect_to(const char *path, usec until)
{
	struct addr addr;
	int fd;

	errno = ENAMETOOLONG;
	if (addr_parse(&addr, path) != NULL || !addr_is_unix(&addr))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1)
		return -1;
	if (!limit_time(fd, until) || connect(fd, &addr.to.any, addr.len) != 0)
		io_close(&fd);
	return fd;
}

/*
 * Returns whether the other end is that server. The path in a scoreboard may be
 * another server's socket, for the scoreboard's owner can write anything.
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

#ifdef SO_PEERCRED
static bool
learn(int fd, struct view *view)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0 ||
	    peer.uid != view->owner)
		return false;
	view->pid = (uint64_t)peer.pid;
	return true;
}
#else
static bool
learn(int fd, struct view *view)
{
	return is_server(fd, view);
}
#endif

static bool
is_last(struct str line)
{
	return !str_begins(line, STR("- "));
}

/*
 * Returns whether the answer, or a line that may still be incomplete, is too
 * long.
 */
static bool
is_too_much(const struct answer *answer, const struct buf *in)
{
	errno = EPROTO;
	return answer->lines > LINES_MAX || answer->bytes > BYTES_MAX ||
	    answer->wrong || in->skipping;
}

/*
 * Passes the complete lines to the question's function, and extends the
 * deadline for the next. Returns true after the last line.
 */
static bool
take_lines(struct answer *answer, struct buf *in)
{
	const struct question *question = answer->question;
	struct str line;
	enum line_found found = LINE_NONE;
	bool last = false;

	while (!last && (found = buf_line(in, &line)) == LINE_WHOLE) {
		last = is_last(line);
		question->take(line);
		buf_drop_line(in, line);
		answer->lines++;
		if (!question->at_once)
			answer->until = clock_mono() + question->time;
	}
	answer->wrong = found == LINE_TOO_LONG;
	return last;
}

/* Reads once. Returns false with errno; ECONNRESET at the end of the stream. */
static bool
read_some(struct answer *answer, struct buf *in)
{
	char *room;
	const size_t size = buf_room(in, &room);
	ssize_t count;

	if (!limit_time(answer->fd, answer->until))
		return false;
	count = io_read(answer->fd, room, size);
	if (count == 0)
		errno = ECONNRESET;
	if (count <= 0)
		return false;
	buf_filled(in, (size_t)count);
	answer->bytes += (size_t)count;
	return true;
}

static bool
read_answer(struct answer *answer)
{
	char data[2 * LIMIT_LINE];
	struct buf in;

	buf_init(&in, data, sizeof(data));
	while (read_some(answer, &in)) {
		if (take_lines(answer, &in))
			return true;
		if (is_too_much(answer, &in))
			return false;
	}
	return false;
}

/*
 * Sends the command, which fits into the socket's buffer. No signal is raised
 * if the other end has closed.
 */
static bool
ask_say(const struct answer *answer)
{
	const char *line = answer->question->line;
	struct iovec pieces[] = {
		{ .iov_base = (void *)(uintptr_t)line,
		    .iov_len = strlen(line) },
		{ .iov_base = (void *)(uintptr_t) "\n", .iov_len = 1 },
	};
	const struct msghdr message = { .msg_iov = pieces,
		.msg_iovlen = COUNT(pieces) };
	const ssize_t len = (ssize_t)(strlen(line) + 1);

	errno = EAGAIN; /* for a short count, which sets no errno */
	return limit_time(answer->fd, answer->until) &&
	    sendmsg(answer->fd, &message, MSG_NOSIGNAL) == len;
}

/* Sends the command and reads the answer, unless another process listens. */
static bool
talk(struct answer *answer, const struct view *view, char why[ASK_WHY])
{
	if (!is_server(answer->fd, view))
		return ask_fail(why, view,
		    "another process is listening there; nothing was sent");
	return (ask_say(answer) && read_answer(answer)) ||
	    ask_fail(why, view, reason_of(errno, view));
}

/* How long ask_who waits; a working server needs less. */
#define WHO_TIME SEC

bool
ask_who(struct view *view)
{
	int fd = connect_to(view->control, clock_mono() + WHO_TIME);
	bool found;

	if (fd == -1) /* a hanging server does not accept */
		return errno == EAGAIN && view->pid != 0;
	found = is_server(fd, view) || (view->pid == 0 && learn(fd, view));
	io_close(&fd);
	errno = EPERM;
	return found;
}

bool
ask(const struct view *view, const struct question *question, char why[ASK_WHY])
{
	struct answer answer = { .question = question,
		.until = clock_mono() + question->time };
	bool done;

	if (view->control[0] == '\0') {
		(void)snprintf(why, ASK_WHY,
		    "server %llu has no control socket; see control in "
		    "forkcastd.conf(5)",
		    (unsigned long long)view->pid);
		return false;
	}
	answer.fd = connect_to(view->control, answer.until);
	if (answer.fd == -1)
		return cannot_connect(why, view);
	done = talk(&answer, view, why);
	io_close(&answer.fd); /* else the command would be carried out later */
	return done;
}
