/* The client of the control socket: see ask.h. */
#define _GNU_SOURCE /* struct ucred */
#include "ctl/ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ctl/show.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"

/*
 * The limits of an answer: twice as many lines as a server can have groups or
 * bans, each as long as a topic or a network. Anything longer comes from
 * something else.
 */
#define LINES_MAX ((size_t)2 * 65536)
#define BYTES_MAX ((size_t)64 << 20)

/* How long ask_who waits; a working server needs less. */
#define WHO_TIME SEC

/* Writes why it failed; errno tells. */
static bool
ask_fail(const struct server *server, char why[SERVER_WHY])
{
	const int error = errno;
	char path[SCORE_PATH + 1], only[64];
	const char *reason = strerror(error);

	if (error == EAGAIN || error == EWOULDBLOCK)
		reason = server_process(server->pid, 0) == 'T' ?
		    "no reply: the server is stopped" :
		    "no reply from the server";
	else if (error == EPROTO)
		reason = "invalid reply: this is not a forkcastd";
	else if (error == EXDEV)
		reason = "another process is listening there; nothing was sent";
	else if (error == EACCES || error == EPERM) {
		(void)snprintf(only, sizeof(only),
		    "only root and uid %lu may do this",
		    (unsigned long)server->owner);
		reason = only;
	}
	(void)snprintf(why, SERVER_WHY, "server %llu, control socket %s: %s",
	    (unsigned long long)server->pid,
	    show_clean(path, sizeof(path), str_from(server->control)), reason);
	errno = error == EPERM ? EACCES : error;
	return false;
}

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
 * Finds the process at the other end, 0 if the system does not tell, which must
 * be the server's owner's. False with EXDEV: the path in a scoreboard may be
 * another server's socket, for the scoreboard's owner can write anything.
 */
static bool
peer_of(int fd, const struct server *server, uint64_t *pid)
{
	bool good;
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t len = sizeof(peer);

	good = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	    peer.uid == server->owner;
	*pid = good ? (uint64_t)peer.pid : 0;
#else
	uid_t user;
	gid_t group;

	good = getpeereid(fd, &user, &group) == 0 && user == server->owner;
	*pid = 0;
#endif
	errno = EXDEV;
	return good && (*pid == 0 || server->pid == 0 || *pid == server->pid);
}

bool
ask_who(struct server *server)
{
	int fd = connect_to(server->control, clock_mono() + WHO_TIME);
	bool found;

	if (fd == -1)
		return false;
	found = peer_of(fd, server, &server->pid);
	io_close(&fd);
	return found;
}

/* Reads the answer; false with errno, ECONNRESET at the end of the stream. */
static bool
read_answer(int fd, const struct question *question, usec until)
{
	char data[2 * LIMIT_LINE];
	size_t lines = 0, bytes = 0;
	struct buf in;

	buf_init(&in, data, sizeof(data));
	for (;;) {
		enum line_found found;
		struct str line;
		char *room;
		const size_t size = buf_room(&in, &room);
		ssize_t count;

		if (!limit_time(fd, until))
			return false;
		count = io_read(fd, room, size);
		if (count == 0)
			errno = ECONNRESET;
		if (count <= 0)
			return false;
		buf_filled(&in, (size_t)count);
		bytes += (size_t)count;
		while ((found = buf_line(&in, &line)) == LINE_WHOLE) {
			const bool is_last = !str_begins(line, STR("- "));
			question->take(line);
			buf_drop_line(&in, line);
			if (is_last)
				return true;
			lines++;
			if (!question->at_once)
				until = clock_mono() + question->time;
		}
		errno = EPROTO;
		if (found == LINE_TOO_LONG || in.skipping ||
		    lines > LINES_MAX || bytes > BYTES_MAX)
			return false;
	}
}

bool
ask(const struct server *server, const struct question *question,
    char why[SERVER_WHY])
{
	const usec until = clock_mono() + question->time;
	const size_t len = strlen(question->line);
	uint64_t pid;
	bool good;
	int fd;

	if (server->control[0] == '\0') {
		(void)snprintf(why, SERVER_WHY,
		    "server %llu has no control socket; see control in "
		    "forkcastd.conf(5)",
		    (unsigned long long)server->pid);
		errno = ENOENT;
		return false;
	}
	fd = connect_to(server->control, until);
	if (fd == -1)
		return ask_fail(server, why);
	/* It fits the socket's buffer; no signal comes if that has closed. */
	good = peer_of(fd, server, &pid) && limit_time(fd, until) &&
	    send(fd, question->line, len, MSG_NOSIGNAL) == (ssize_t)len &&
	    send(fd, "\n", 1, MSG_NOSIGNAL) == 1 &&
	    read_answer(fd, question, until);
	if (!good)
		(void)ask_fail(server, why);
	io_close(&fd); /* else the command would be carried out later */
	return good;
}
