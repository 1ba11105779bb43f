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
#include "net/dial.h"
#include "script/script.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "system/files.h"
#include "system/signals.h"

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
	int from, to;
	struct buf buf;
	char memory[ROOM];
	bool ended; /* no more bytes come */
	bool lost; /* nobody takes the bytes: they are dropped */
};

/* From standard input to the server, and from there to standard output. */
static struct flow up, down;

static bool
waits(const struct flow *flow)
{
	return buf_len(&flow->buf) > 0;
}

/* Sets what to poll for: to read, and to write. */
static void
watch(const struct flow *flow, struct pollfd set[2])
{
	const bool room = !flow->ended && buf_len(&flow->buf) < ROOM;

	set[0] = (struct pollfd) { room ? flow->from : -1, POLLIN, 0 };
	set[1] = (struct pollfd) { flow->to, waits(flow) ? POLLOUT : 0, 0 };
	/* Without bytes for it, only the reader of standard output matters. */
	if (flow->lost || (flow == &up && !waits(flow)))
		set[1].fd = -1;
}

/*
 * Reads once and writes once, as far as that is possible. Returns false with
 * errno if it cannot be read.
 */
static bool
pass(struct flow *flow, const struct pollfd set[2])
{
	ssize_t count = 1;
	char *at;

	if (set[1].revents != 0) {
		const struct str all = buf_str(&flow->buf);
		count = waits(flow) ? io_write_now(flow->to, all.at, all.len) :
				      IO_FAIL; /* its reader has gone */
		if (count > 0)
			buf_drop(&flow->buf, (size_t)count);
		flow->lost = count == IO_FAIL;
	}
	if (set[0].revents != 0) {
		const size_t room = buf_room(&flow->buf, &at);
		count = io_read(flow->from, at, room);
		if (count > 0)
			buf_filled(&flow->buf, (size_t)count);
		flow->ended = count == 0 || count == IO_FAIL;
	}
	if (flow->lost)
		buf_drop(&flow->buf, buf_len(&flow->buf));
	return set[0].revents == 0 || count != IO_FAIL;
}

/* Passes on what arrives until the server has ended the connection. */
static void
pass_all(void)
{
	struct pollfd set[4];
	bool said_all = false;

	/* Without a reader, only what has arrived already is passed on. */
	while (down.lost ? !said_all : !down.ended || waits(&down)) {
		watch(&up, set);
		watch(&down, set + 2);
		(void)signals_wait(set, COUNT(set),
		    down.lost && !waits(&up) ? 0 : WAIT_FOR_EVER);
		if (!pass(&up, set))
			die_errno(EX_IOERR, "cannot read standard input");
		up.ended = up.ended || down.lost;
		if (!pass(&down, set + 2))
			die(EX_UNAVAILABLE, "connection lost: %s",
			    strerror(errno));
		if (up.ended && !waits(&up) && !said_all) {
			/* If the connection has failed, reading tells it. */
			(void)shutdown(up.to, SHUT_WR);
			said_all = true;
		}
	}
}

int
cmd_stdio(int argc, char *const *argv)
{
	struct script_options options;

	script_read_options(&options, &usage, NULL, argc, argv);
	if (argc != optind)
		option_misused(&usage, "expected no arguments");
	files_need_input();
	files_need_output();
	int fd = dial_or_end(
	    options.link.address, clock_mono() + options.link.timeout);
	up = (struct flow) { .from = STDIN_FILENO, .to = fd };
	down = (struct flow) { .from = fd, .to = STDOUT_FILENO };
	buf_init(&up.buf, up.memory, ROOM);
	buf_init(&down.buf, down.memory, ROOM);
	pass_all();
	io_close(&fd);
	return down.lost ? EX_IOERR : EX_OK;
}
