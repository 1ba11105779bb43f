/*
 * forkcast stdio: joins standard input and output to the server's socket, so
 * that a program on another machine can be the connection of a client here, or
 * the other way round. Understands nothing of what it passes on.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conf/option.h"
#include "conf/standard.h"
#include "net/dial.h"
#include "script/script.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"

/* The bytes that may wait in either direction. */
#define ROOM 65536

static const struct usage usage = {
	"usage: forkcast stdio [-hV] [-s ADDRESS] [-t SECONDS]",
	"hs:t:V",
	"Join standard input and output to the server, as the connection of "
	"another\nforkcast: forkcast -C 'ssh HOST forkcast stdio'.\n\n"
	"  -h, --help     Print this help and exit.\n"
	"  -s ADDRESS     Connect to HOST[:PORT], PORT on 127.0.0.1, or the "
	"UNIX socket\n"
	"                 at a path with a / in it.\n"
	"  -t SECONDS     Wait this long for the connection; default: 60.\n"
	"  -V, --version  Print the version and exit.\n",
};

/* Bytes that wait on their way in one direction. */
struct flow {
	struct buf buf;
	char memory[ROOM];
	bool ended; /* no more bytes come */
	bool lost; /* nobody takes the bytes: they are dropped */
};

static struct {
	int fd; /* the server */
	struct flow up, down; /* to the server, and to standard output */
	bool said_all; /* the server knows that no more bytes come */
} joined;

/* Reads once, if there is room. Returns false with errno on failure. */
static bool
take(struct flow *flow, int from)
{
	char *at;
	const size_t room = buf_room(&flow->buf, &at);
	ssize_t count;

	if (room == 0)
		return true;
	count = io_read(from, at, room);
	if (count > 0)
		buf_filled(&flow->buf, (size_t)count);
	flow->ended = flow->ended || count == 0 || count == IO_FAIL;
	return count != IO_FAIL;
}

/* Writes what is possible now. Returns false with errno on failure. */
static bool
give(struct flow *flow, int to)
{
	const struct str all = buf_str(&flow->buf);
	const ssize_t count =
	    flow->lost ? (ssize_t)all.len : io_write_now(to, all.at, all.len);

	if (count == IO_FAIL) {
		flow->lost = true;
		buf_drop(&flow->buf, all.len);
		return false;
	}
	if (count > 0)
		buf_drop(&flow->buf, (size_t)count);
	return true;
}

static bool
has_room(const struct flow *flow)
{
	return !flow->ended && buf_len(&flow->buf) < ROOM;
}

static bool
waits(const struct flow *flow)
{
	return buf_len(&flow->buf) > 0;
}

static void
hear_server(short events)
{
	if ((events & POLLOUT) != 0 || joined.up.lost)
		(void)give(&joined.up, joined.fd); /* its end says why */
	if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 &&
	    !take(&joined.down, joined.fd))
		die(EX_UNAVAILABLE, "connection lost: %s", strerror(errno));
}

/* Waits until a byte can be moved, and moves what can be. */
static void
turn(void)
{
	const short events = (short)((has_room(&joined.down) ? POLLIN : 0) |
	    (waits(&joined.up) ? POLLOUT : 0));
	/* A hang-up is reported even without events. */
	struct pollfd set[] = {
		{ has_room(&joined.up) ? STDIN_FILENO : -1, POLLIN, 0 },
		{ events != 0 ? joined.fd : -1, events, 0 },
		{ joined.down.lost ? -1 : STDOUT_FILENO,
		    waits(&joined.down) ? POLLOUT : 0, 0 },
	};

	/* Without a reader, only what has arrived already is passed on. */
	if (poll(set, COUNT(set),
		joined.down.lost && !waits(&joined.up) ? 0 : -1) == -1) {
		if (errno != EINTR)
			die_errno(EX_OSERR, "cannot wait");
		return;
	}
	if (set[0].revents != 0 && !take(&joined.up, STDIN_FILENO))
		die_errno(EX_IOERR, "cannot read standard input");
	joined.up.ended = joined.up.ended || joined.down.lost;
	if (set[1].revents != 0)
		hear_server(set[1].revents);
	if ((set[2].revents & (POLLERR | POLLHUP)) != 0 ||
	    ((set[2].revents & POLLOUT) != 0 &&
		!give(&joined.down, STDOUT_FILENO)))
		joined.down.lost = true;
	if (joined.up.ended && !waits(&joined.up) && !joined.said_all) {
		/* If the connection has failed, reading tells it. */
		(void)shutdown(joined.fd, SHUT_WR);
		joined.said_all = true;
	}
}

/* Returns whether the server has ended the connection, or nobody reads it. */
static bool
is_over(void)
{
	return joined.down.lost ? joined.said_all :
				  joined.down.ended && !waits(&joined.down);
}

int
cmd_stdio(int argc, char *const *argv)
{
	struct script_options options;
	struct connect_failure failure;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (argc != optind)
		option_misused(&usage, "expected no arguments");
	standard_need_input();
	standard_need_output();
	joined.fd = connect_to(
	    options.server, clock_mono() + options.timeout, &failure);
	if (joined.fd == -1)
		die(failure.status, "%s", failure.why);
	buf_init(&joined.up.buf, joined.up.memory, ROOM);
	buf_init(&joined.down.buf, joined.down.memory, ROOM);
	while (!is_over())
		turn();
	io_close(&joined.fd);
	return joined.down.lost ? EX_IOERR : EX_OK;
}
