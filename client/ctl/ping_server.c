/* Testing whether the server answers a client: see ping_server.h. */
#include "ctl/ping_server.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/text.h"
#include "ctl/trust.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"

/* The possible starts of an answer. */
static const struct str words[] = { LIT("ok "), LIT("err "), LIT("bye "),
	LIT("ERROR ") };

static enum ping_server
ping_failed(char why[ASK_WHY], enum ping_server ping_server,
    const struct score_pulse *pulse, const char *reason)
{
	char address[ADDR_TEXT];

	(void)snprintf(why, ASK_WHY, "%s: %s",
	    text_clean(address, sizeof(address),
		score_text(pulse->address, sizeof(pulse->address))),
	    reason);
	return ping_server;
}

/*
 * Waits for events on the descriptor. Returns false with errno if none came in
 * time.
 */
static bool
await(int fd, short events, usec until)
{
	struct pollfd polled = { .fd = fd, .events = events };
	usec now;
	int ready;

	do {
		now = clock_mono();
		ready = poll(
		    &polled, 1, until > now ? (int)((until - now) / MSEC) : 0);
	} while (ready == -1 && errno == EINTR);
	if (ready == 0)
		errno = EAGAIN;
	return ready == 1;
}

/*
 * Returns the socket's path. A relative path is relative to the server's
 * working directory.
 */
static const char *
find_path(const struct view *view, const char *text, char room[ADDR_TEXT + 64])
{
	if (strchr(text, '/') == NULL || text[0] == '/')
		return text;
	(void)snprintf(room, ADDR_TEXT + 64, "/proc/%llu/cwd/%s",
	    (unsigned long long)view->pid, text); /* fits */
	return room;
}

static bool
find_address(
    const struct view *view, const struct score_pulse *pulse, struct addr *addr)
{
	char text[ADDR_TEXT + 1], room[ADDR_TEXT + 64];
	const struct str shown =
	    score_text(pulse->address, sizeof(pulse->address));

	(void)snprintf(
	    text, sizeof(text), "%.*s", (int)shown.len, shown.at); /* fits */
	return addr_parse(addr, find_path(view, text, room)) == NULL;
}

/* Connects to the address. Returns -1 with errno on failure. */
static int
connect_to(const struct addr *addr, usec until)
{
	int fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);
	socklen_t len = sizeof(int);
	int error = 0;

	if (fd == -1)
		return -1;
	if (!io_prepare(fd) || connect(fd, &addr->to.any, addr->len) != 0)
		error = errno;
	if (error == EINPROGRESS &&
	    (!await(fd, POLLOUT, until) ||
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0))
		error = errno;
	if (error != 0)
		io_close(&fd);
	errno = error;
	return fd;
}

static bool
is_answer(struct str line)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (line.len >= words[i].len &&
		    memcmp(line.at, words[i].at, words[i].len) == 0)
			return true;
	return false;
}

/*
 * Waits for an answer; the end of the connection is one. Returns false with
 * errno on failure.
 */
static bool
await_reply(int fd, usec until)
{
	char data[LIMIT_LINE];
	struct buf in;
	struct str line;
	char *room;
	ssize_t count;

	buf_init(&in, data, sizeof(data));
	while (await(fd, POLLIN, until)) {
		count = io_read(fd, buf_room(&in, &room) > 0 ? room : data,
		    buf_room(&in, &room));
		if (count == IO_AGAIN)
			continue;
		if (count <= 0)
			return true;
		buf_filled(&in, (size_t)count);
		errno = EPROTO;
		if (buf_line(&in, &line) == LINE_WHOLE)
			return is_answer(line);
		if (in.skipping)
			return false;
	}
	return false;
}

static enum ping_server
talk(int fd, const struct score_pulse *pulse, usec until, char why[ASK_WHY])
{
	static const char ping[] = "ping\n";

	/*
	 * Failure does not matter: a client that is turned away gets an answer,
	 * too.
	 */
	(void)send(fd, ping, sizeof(ping) - 1, MSG_NOSIGNAL);
	if (await_reply(fd, until))
		return PING_ANSWERED;
	return ping_failed(why, PING_SILENT, pulse,
	    errno == EPROTO ? "invalid reply: this is not a forkcastd" :
			      "no reply from the server");
}

/*
 * Reports a failed connection. A server that admits nobody any more does not
 * listen.
 */
static enum ping_server
cannot_connect(const struct score_pulse *pulse, char why[ASK_WHY])
{
	const bool ours =
	    errno == EACCES || errno == EPERM || pulse->state != SCORE_RUNNING;

	if (errno == EAGAIN)
		return ping_failed(
		    why, PING_SILENT, pulse, "no reply from the server");
	return ping_failed(
	    why, ours ? PING_UNKNOWN : PING_SILENT, pulse, strerror(errno));
}

enum ping_server
ping_server(const struct view *view, const struct score_pulse *pulse, usec time,
    char why[ASK_WHY])
{
	const usec until = clock_mono() + time;
	struct addr addr;
	enum ping_server ping_server;
	int fd;

	if (!trust_user(view->owner))
		return ping_failed(why, PING_UNKNOWN, pulse,
		    "another user's server, whose address may be false");
	if (!find_address(view, pulse, &addr))
		return ping_failed(why, PING_UNKNOWN, pulse, "invalid address");
	fd = connect_to(&addr, until);
	if (fd == -1)
		return cannot_connect(pulse, why);
	ping_server = talk(fd, pulse, until, why);
	io_close(&fd);
	return ping_server;
}
