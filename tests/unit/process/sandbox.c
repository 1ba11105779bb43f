/*
 * server/process/sandbox/sandbox: which descriptors a child has left. Each test
 * is a child, for there is no way back.
 */
#include "server/process/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/child.h"
#include "tests/lib/deadline.h"
#include "tests/lib/tap.h"

#define FDS_TRIED 300

/* Returns whether a child keeps it; with sanitizers, also standard error. */
static bool
is_kept(int fd)
{
	return fd < CHILD_HEARS || (sanitized() && fd == CHILD_FDS);
}

/* Pipes whose other ends tell them apart. */
struct ends {
	int socket[2];
	int uplink[2];
	int downlink[2];
	int bell[2];
};

static bool
open_ends(struct ends *ends)
{
	return io_pipe(ends->socket) && io_pipe(ends->uplink) &&
	    io_pipe(ends->downlink) && io_pipe(ends->bell);
}

/* Gives up all but the child's end of each. */
static bool
enter(const struct ends *ends)
{
	static const struct kind kind = { .name = "worker", .memory = 64 };
	const struct child_args given = { .kind = &kind,
		.fd = { ends->socket[0], ends->uplink[1], ends->downlink[0],
		    ends->bell[1], -1 } };

	return sandbox_enter(&given);
}

/* Keeps one end of each, whatever numbers they have. */
static int
keeps_its_own(const struct ends *ends)
{
	char data[4];

	/* Before: a worker that is told something knows by whom. */
	if (io_write(ends->socket[1], "s", 1) != 1 ||
	    io_write(ends->downlink[1], "d", 1) != 1)
		return 10;
	if (!enter(ends))
		return 11;
	if (io_read(CHILD_SOCKET, data, sizeof(data)) != 1 || data[0] != 's')
		return 12;
	if (io_read(CHILD_DOWNLINK, data, sizeof(data)) != 1 || data[0] != 'd')
		return 13;
	/* The other ends of these are closed: nobody reads them. */
	if (io_write(CHILD_UPLINK, "u", 1) != IO_FAIL || errno != EPIPE ||
	    io_write(CHILD_BELL, "b", 1) != IO_FAIL || errno != EPIPE)
		return 14;
	for (int fd = 0; fd < FDS_TRIED; fd++)
		if ((fcntl(fd, F_GETFD) != -1) != is_kept(fd))
			return 15;
	return 0;
}

/* The first numbers, in an order in which a careless move loses one. */
static int
keeps_them_crossed(void)
{
	struct ends ends;
	int *const ours[] = { &ends.socket[0], &ends.uplink[1],
		&ends.downlink[0], &ends.bell[1], &ends.socket[1],
		&ends.downlink[1] };

	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	if (!open_ends(&ends))
		return 1;
	for (size_t i = 0; i < COUNT(ours); i++)
		*ours[i] = fcntl(*ours[i], F_DUPFD, 100);
	for (int fd = 0; fd < 100; fd++)
		if (fd != STDERR_FILENO)
			(void)close(fd); /* most of them are not open */
	if (dup2(ends.socket[0], 3) != 3 || dup2(ends.uplink[1], 0) != 0 ||
	    dup2(ends.downlink[0], 1) != 1 || dup2(ends.bell[1], 4) != 4)
		return 2;
	ends.socket[0] = 3;
	ends.uplink[1] = 0;
	ends.downlink[0] = 1;
	ends.bell[1] = 4;
	return keeps_its_own(&ends);
}

static int
refuses_what_is_not_open(void)
{
	struct ends ends;

	if (!open_ends(&ends))
		return 1;
	ends.uplink[1] = FDS_TRIED;
	return enter(&ends) ? 2 : 0;
}

int
main(void)
{
	TAP_NUM(child_run(keeps_them_crossed), 0,
	    "its descriptors are kept, whatever their numbers");
	TAP_NUM(child_run(refuses_what_is_not_open), 0, "a fault is told");
	return tap_done();
}
