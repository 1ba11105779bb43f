/*
 * A child that shares the parent's table of descriptors until it has its own:
 * see child.h. Plain fork copies the whole table, and the child keeps it at
 * that size; close_range(2) with CLOSE_RANGE_UNSHARE copies only what stays.
 * So what a child is to have is put at a few reserved numbers, and until it has
 * said that it no longer shares them these are left alone.
 */
#define _GNU_SOURCE /* clone, syscall */
#include "fork/child.h"

#include "fork/cloning.h"

#ifdef CLONING

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdnoreturn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fork/apart.h"
#include "fork/edges.h"
#include "fork/exits.h"
#include "shared/io.h"

/* The reserved numbers, counted from the first; the child closes the rest. */
enum { AT_SOCKET, AT_UPLINK, AT_DOWNLINK, AT_BELL, AT_BOARD, AT_READY, PLACES };

#ifndef SYS_close_range /* the same on every machine */
#define SYS_close_range 436
#endif
#define UNSHARE (1U << 1) /* CLOSE_RANGE_UNSHARE of linux/close_range.h */

/* Enough for any child; only what it uses takes memory. */
#define ROOM ((size_t)64 * 1024)
#define STACK (ROOM - sizeof(struct given))

/*
 * The child's stack, which grows down to what no child has, and on one page
 * with the first of it what it is given.
 */
static _Alignas(EDGE) struct {
	char guard[EDGE];
	_Alignas(EDGE) char stack[STACK];
	struct given given;
} own;

static struct {
	int first; /* of PLACES numbers in a row */
	int null; /* what stands there otherwise */
	int ready; /* the end to read from; -1: plain fork has to do */
	bool has_board; /* at its number */
	bool has_begun; /* to make children */
	struct apart apart;
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

/* Closes what is behind, and shares nothing more; musl has no close_range(2).
 */
static bool
unshare_from(unsigned fd)
{
	return syscall(SYS_close_range, fd, UINT_MAX, UNSHARE) == 0;
}

bool
child_init(void)
{
	int ready[2];
	bool good = true;

	/* Asks an old kernel, and changes nothing where it can be done. */
	if (!unshare_from(UINT_MAX))
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
run(struct given *given)
{
	const int first = child.first;

	if (child.apart.from_clock)
		clock_by_call();
	if (child.apart.stack_size > 0)
		(void)munmap(child.apart.stack, child.apart.stack_size);
	if (!unshare_from((unsigned)(first + PLACES)))
		return EXITS_SANDBOX;
	given->socket = first + AT_SOCKET;
	given->uplink = first + AT_UPLINK;
	given->downlink = first + AT_DOWNLINK;
	if (given->board != -1)
		given->board = first + AT_BOARD;
	given->bell = first + AT_BELL;
	if (io_write(first + AT_READY, "", 1) != 1)
		return EXITS_SANDBOX;
	return given->kind->main(given);
}

#ifndef __GLIBC__
/*
 * To musl's own a child that libc has not made is its parent, up to 1.2.4, and
 * a failed assert in the one would end the other.
 */
int
raise(int number)
{
	return (int)syscall(SYS_tkill, syscall(SYS_gettid), number);
}
#endif

static noreturn int
begin(void *given)
{
	_exit(run(given));
}

/* All that a start takes has been done when the first is made. */
static void
keep_apart(void)
{
	if (child.has_begun)
		return;
	child.has_begun = true;
	child.apart = apart_begin(own.guard, sizeof(own.guard));
}

/* fork(2), but for the descriptors and the stack. */
static pid_t
clone_sharing(const struct given *given)
{
	keep_apart();
	own.given = *given;
	if (child.apart.from_stack)
		own.given.title.size = 0;
	return clone(begin, own.stack + sizeof(own.stack),
	    CLONE_FILES | SIGCHLD, &own.given);
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
