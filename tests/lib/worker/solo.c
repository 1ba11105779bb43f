/* A worker alone: see solo.h. */
#include "solo.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "server/process/fork/child.h"
#include "server/worker/worker.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"

static const struct kind kind = { .main = worker_main };

void
solo_begin(struct solo *solo)
{
	int socket[2], up[2], down[2], bell[2];
	sigset_t all, before;
	const int small = 1; /* as small as is allowed */

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, socket) == 0 && io_pipe(up) &&
		io_pipe(down) && io_pipe(bell) && io_prepare(socket[0]) &&
		io_prepare(socket[1]),
	    "no descriptors");
	MUST(setsockopt(
		 socket[1], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)) == 0,
	    "no small buffer");
	const struct child_args given = { .kind = &kind,
		.socket = socket[1],
		.uplink = up[1],
		.downlink = down[0],
		.bell = bell[1],
		.board = -1,
		.patience = SEC,
		.peer = "test" };
	/* As the server does: TERM comes only where the worker waits for it. */
	MUST(
	    sigfillset(&all) == 0 && sigprocmask(SIG_BLOCK, &all, &before) == 0,
	    "cannot block signals");
	solo->pid = child_fork(&given);
	MUST(sigprocmask(SIG_SETMASK, &before, NULL) == 0, "cannot open them");
	MUST(solo->pid != -1, "cannot fork");
	io_close(&socket[1]);
	io_close(&up[1]);
	io_close(&down[0]);
	io_close(&bell[0]);
	io_close(&bell[1]);
	solo->client = socket[0];
	solo->downlink = down[1];
	solo->uplink = up[0];
	solo->len = 0;
}

void
solo_say(struct solo *solo, const char *data, size_t len)
{
	const usec end = deadline();
	int left = 1;

	MUST(io_write(solo->downlink, data, len) == (ssize_t)len,
	    "the downlink is full");
	while (ioctl(solo->downlink, FIONREAD, &left) == 0 && left > 0)
		MUST(!deadline_passed(end), "the worker does not read");
}

/* Reads up to so much; false at the end. */
static bool
read_more(struct solo *solo, size_t most)
{
	const size_t room = sizeof(solo->heard) - solo->len;
	const size_t size = most < room ? most : room;
	ssize_t count;

	MUST(room > 0, "the worker says too much");
	MUST(deadline_poll(solo->client, POLLIN, deadline()),
	    "nothing comes from the worker");
	count = io_read(solo->client, solo->heard + solo->len, size);
	solo->len += count > 0 ? (size_t)count : 0;
	return count > 0 || count == IO_AGAIN;
}

void
solo_hear(struct solo *solo, size_t len)
{
	const size_t wanted = solo->len + len;

	while (solo->len < wanted)
		MUST(read_more(solo, wanted - solo->len),
		    "the worker has ended the connection");
}

void
solo_hear_to_the_end(struct solo *solo)
{
	while (read_more(solo, sizeof(solo->heard)))
		continue;
	io_close(&solo->client); /* the worker waits for that */
}

int
solo_end(struct solo *solo)
{
	int status;

	MUST(waitpid(solo->pid, &status, 0) == solo->pid && WIFEXITED(status),
	    "the worker has crashed");
	io_close(&solo->client);
	io_close(&solo->downlink);
	io_close(&solo->uplink);
	return WEXITSTATUS(status);
}
