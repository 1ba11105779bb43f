/*
 * A child that shares the parent's table of descriptors until it has its own:
 * see child.h. Plain fork copies the whole table, and the child keeps it at
 * that size; close_range(2) with CLOSE_RANGE_UNSHARE copies only the part that
 * stays. The parent therefore puts the child's descriptors at a few reserved
 * numbers, and leaves these alone until the child reports that it no longer
 * shares them. There are numbers for several newborns, so that the parent need
 * not wait for a child that has not run yet.
 */
#define _GNU_SOURCE /* clone, syscall */
#include "process/fork/child.h"

#ifdef CLONING

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/fork/exits.h"
#include "shared/io.h"

/*
 * The reserved numbers, counted from the first: those common to all children,
 * then those of each newborn. The child closes the rest.
 */
enum { AT_BELL, AT_READY, COMMON };
enum { AT_SOCKET, AT_UPLINK, AT_DOWNLINK, OWN };
enum { PLACES = COMMON + CHILD_NEWBORNS * OWN };

/* Enough for any child; only the part it uses takes memory. */
#define ROOM ((size_t)64 * 1024)
#define STACK (ROOM - sizeof(struct child_args) - sizeof(max_align_t))

/*
 * The child's stack. It grows down to a guard that no child has. The data given
 * to the child share a page with its first frames.
 */
static _Alignas(EDGE) struct {
	char guard[EDGE];
	_Alignas(EDGE) char stack[STACK];
	struct child_args given;
	char newborn; /* its number, below CHILD_NEWBORNS */
} own;

static struct child {
	int first; /* the first of PLACES numbers in a row */
	int null; /* /dev/null, which fills numbers not in use */
	int ready; /* the end to read from; -1: plain fork is used */
	bool has_begun; /* the bell is at its place, and apart is set */
	struct apart apart;
} child = { .null = -1, .ready = -1 };

/*
 * Puts a copy of fd at a place. The number is reserved, so descriptors cannot
 * run out.
 */
static bool
child_clone_put(int place, int fd)
{
	int copy;

	do
		copy = dup3(fd, child.first + place, O_CLOEXEC);
	while (copy == -1 && errno == EINTR);
	return copy != -1;
}

bool
child_init(void)
{
	int ready[2];
	bool good = true;

	/* Asks whether the kernel can do this; changes nothing. */
	if (!io_unshare_from(UINT_MAX))
		return true;
	child.null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (child.null == -1 || !io_pipe(ready))
		return false;
	child.first = ready[1] + 1;
	for (int place = 0; place < PLACES; place++)
		if (fcntl(child.first + place, F_GETFD) != -1) {
			child.first += place + 1; /* it is in use */
			place = -1;
		}
	for (int place = 0; place < PLACES; place++)
		good = good &&
		    child_clone_put(
			place, place == AT_READY ? ready[1] : child.null);
	io_close(&ready[1]);
	child.ready = ready[0];
	return good;
}

static int
place_of(int newborn, int place)
{
	return COMMON + newborn * OWN + place;
}

/*
 * Runs in the child. After a failure, only _exit may follow, since all
 * descriptors are still shared.
 */
static int
child_clone_run(struct child_args *given)
{
	const int first = child.first;

	if (child.apart.from_clock)
		clock_by_call();
	if (child.apart.stack_size > 0)
		(void)munmap(child.apart.stack, child.apart.stack_size);
	if (!io_unshare_from((unsigned)(first + PLACES)))
		return EXITS_SANDBOX;
	given->bell = first + AT_BELL;
	if (given->socket != -1)
		given->socket = place_of(own.newborn, AT_SOCKET) + first;
	given->uplink = place_of(own.newborn, AT_UPLINK) + first;
	given->downlink = place_of(own.newborn, AT_DOWNLINK) + first;
	if (io_write(first + AT_READY, &own.newborn, 1) != 1)
		return EXITS_SANDBOX;
	return given->kind->main(given);
}

#ifndef __GLIBC__
/*
 * Replaces musl's raise. Up to musl 1.2.4, libc's own one mistakes a child that
 * libc has not made for its parent, so a failed assert in the child would end
 * the parent.
 */
int
raise(int number)
{
	return (int)syscall(SYS_tkill, syscall(SYS_gettid), number);
}
#endif

static noreturn int
child_clone_begin(void *given)
{
	_exit(child_clone_run(given));
}

/*
 * Before the first child, when the server's start is complete: it marks the
 * parent's memory, so that children do not get it. A write before each child
 * would leave the last one a page of its own. False with errno.
 */
static bool
child_clone_prepare(int bell)
{
	if (child.has_begun)
		return true;
	if (!child_clone_put(AT_BELL, bell))
		return false;
	child.apart = apart_begin(own.guard, sizeof(own.guard));
	child.has_begun = true;
	return true;
}

/* Forks like fork(2), except for the descriptors and the stack. */
static pid_t
clone_sharing(const struct child_args *given, int newborn)
{
	own.given = *given;
	own.newborn = (char)newborn;
	if (child.apart.from_stack)
		own.given.title.size = 0;
	return clone(child_clone_begin, own.stack + sizeof(own.stack),
	    CLONE_FILES | SIGCHLD, &own.given);
}

pid_t
child_make(const struct child_args *given, int newborn)
{
	pid_t pid = -1;

	if (child.ready == -1)
		return child_fork(given);
	if (child_clone_prepare(given->bell) &&
	    (given->socket == -1 ||
		child_clone_put(place_of(newborn, AT_SOCKET), given->socket)) &&
	    child_clone_put(place_of(newborn, AT_UPLINK), given->uplink) &&
	    child_clone_put(place_of(newborn, AT_DOWNLINK), given->downlink))
		pid = clone_sharing(given, newborn);
	if (pid == -1)
		child_release(newborn);
	return pid;
}

int
child_ready_fd(void)
{
	return child.ready;
}

int
child_ready(void)
{
	char newborn;

	if (io_read(child.ready, &newborn, 1) != 1)
		return -1;
	return newborn >= 0 && newborn < CHILD_NEWBORNS ? newborn : -1;
}

void
child_release(int newborn)
{
	const int saved = errno;

	/* Cannot fail: the numbers are in use, and /dev/null is open. */
	for (int place = 0; place < OWN; place++)
		(void)child_clone_put(place_of(newborn, place), child.null);
	errno = saved;
}

#endif
