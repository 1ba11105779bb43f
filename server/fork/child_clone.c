/*
 * A child that shares the parent's table of descriptors until it has its own:
 * see child.h. Plain fork copies the whole table, and the child keeps it at
 * that size; close_range(2) with CLOSE_RANGE_UNSHARE copies only what stays.
 * So what a child is to have is put at a few reserved numbers, and until it has
 * said that it no longer shares them these are left alone.
 */
#define _GNU_SOURCE /* syscall, close_range */
#include "fork/child.h"

#include "fork/cloning.h"

#ifdef CLONING

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fork/exits.h"
#include "shared/io.h"

/* The reserved numbers, counted from the first; the child closes the rest. */
enum { AT_SOCKET, AT_UPLINK, AT_DOWNLINK, AT_BELL, AT_BOARD, AT_READY, PLACES };

static struct {
	int first; /* of PLACES numbers in a row */
	int null; /* what stands there otherwise */
	int ready; /* the end to read from; -1: plain fork has to do */
	bool has_board; /* at its number */
} child = { .ready = -1 };

static bool
are_free(int first)
{
	for (int place = 0; place < PLACES; place++)
		if (fcntl(first + place, F_GETFD) != -1)
			return false;
	return true;
}

/* Puts a copy of fd there; the number is reserved, so this cannot run out. */
static bool
put(int place, int fd)
{
	int copy;

	do
		copy = dup3(fd, child.first + place, O_CLOEXEC);
	while (copy == -1 && errno == EINTR);
	return copy != -1;
}

/*
 * Once and for good: who closes any descriptor of a file loses his locks on it,
 * and the parent's lock on the scoreboard says that it lives.
 */
static bool
put_board(int fd)
{
	if (fd != -1 && !child.has_board)
		child.has_board = put(AT_BOARD, fd);
	return fd == -1 || child.has_board;
}

bool
child_init(void)
{
	int ready[2];
	bool good = true;

	/* Asks an old kernel, and changes nothing where it can be done. */
	if (close_range(UINT_MAX, UINT_MAX, CLOSE_RANGE_UNSHARE) != 0)
		return true;
	child.null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (child.null == -1 || !io_pipe(ready))
		return false;
	child.first = ready[1] + 1;
	while (!are_free(child.first))
		child.first++;
	for (int place = 0; place < AT_READY; place++)
		good = good && put(place, child.null);
	good = good && put(AT_READY, ready[1]);
	io_close(&ready[1]);
	child.ready = ready[0];
	return good;
}

/* In the child: nothing but _exit may follow a failure, for all is shared. */
static int
run(const struct given *given)
{
	const int first = child.first;
	struct given own = *given;

	if (close_range(
		(unsigned)(first + PLACES), UINT_MAX, CLOSE_RANGE_UNSHARE) != 0)
		return EXITS_SANDBOX;
	own.socket = first + AT_SOCKET;
	own.uplink = first + AT_UPLINK;
	own.downlink = first + AT_DOWNLINK;
	own.board = given->board != -1 ? first + AT_BOARD : -1;
	own.bell = first + AT_BELL;
	if (io_write(first + AT_READY, "", 1) != 1)
		return EXITS_SANDBOX;
	return own.kind->main(&own);
}

/* fork(2), but for the descriptors. */
static pid_t
clone_sharing(const struct given *given)
{
	const pid_t pid =
	    (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(run(given));
	return pid;
}

pid_t
child_make(const struct given *given)
{
	pid_t pid = -1;

	if (child.ready == -1)
		return child_fork(given);
	if (put(AT_SOCKET, given->socket) && put(AT_UPLINK, given->uplink) &&
	    put(AT_DOWNLINK, given->downlink) && put(AT_BELL, given->bell) &&
	    put_board(given->board))
		pid = clone_sharing(given);
	if (pid == -1)
		child_release();
	return pid;
}

int
child_ready_fd(void)
{
	return child.ready;
}

bool
child_is_ready(void)
{
	char byte;

	return io_read(child.ready, &byte, 1) == 1;
}

void
child_release(void)
{
	const int saved = errno;

	/* Cannot fail: the numbers are in use, and so is /dev/null. */
	for (int place = 0; place < AT_BELL; place++)
		(void)put(place, child.null);
	errno = saved;
}

#endif
