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
#include "fork/child.h"

#include "base/state/module.h"
#include "fork/cloning.h"

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

#include "fork/apart.h"
#include "fork/edges.h"
#include "fork/exits.h"
#include "shared/io.h"

/*
 * The reserved numbers, counted from the first: those common to all children,
 * then those of each newborn. The child closes the rest.
 */
enum { AT_BELL, AT_BOARD, AT_READY, COMMON };
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

static struct {
	int first; /* the first of PLACES numbers in a row */
	int null; /* /dev/null, which fills numbers not in use */
	int ready; /* the end to read from; -1: plain fork is used */
	bool has_bell, has_board; /* at their numbers */
	bool has_begun; /* the first child was made */
	uint64_t reserved[PLACES]; /* as the state lists them */
	size_t count;
	struct apart apart;
} child = { .null = -1, .ready = -1 };

static bool
are_free(int first)
{
	for (int place = 0; place < PLACES; place++)
		if (fcntl(first + place, F_GETFD) != -1)
			return false;
	return true;
}

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

/*
 * Puts a descriptor at a place for good. Closing any descriptor of a file drops
 * the process's locks on it, and the parent's lock on the scoreboard shows that
 * it is alive.
 */
static bool
put_once(bool *has, int place, int fd)
{
	if (fd != -1 && !*has)
		*has = child_clone_put(place, fd);
	return fd == -1 || *has;
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
	while (!are_free(child.first))
		child.first++;
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
	if (given->board != -1)
		given->board = first + AT_BOARD;
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
 * Marks the parent's memory, so that children do not get it, before the first
 * one is made: the server's start is complete by then.
 */
static void
keep_apart(void)
{
	if (child.has_begun)
		return;
	child.has_begun = true;
	child.apart = apart_begin(own.guard, sizeof(own.guard));
}

/* Forks like fork(2), except for the descriptors and the stack. */
static pid_t
clone_sharing(const struct child_args *given, int newborn)
{
	keep_apart();
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
	if ((given->socket == -1 ||
		child_clone_put(place_of(newborn, AT_SOCKET), given->socket)) &&
	    child_clone_put(place_of(newborn, AT_UPLINK), given->uplink) &&
	    child_clone_put(place_of(newborn, AT_DOWNLINK), given->downlink) &&
	    put_once(&child.has_bell, AT_BELL, given->bell) &&
	    put_once(&child.has_board, AT_BOARD, given->board))
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

static void
child_save(struct state *state)
{
	if (child.ready == -1)
		return;
	state_put_fd(state, STR("null"), child.null);
	state_put_fd(state, STR("ready"), child.ready);
	for (int place = 0; place < PLACES; place++)
		state_put_fd(state,
		    place == AT_BOARD && child.has_board ? STR("board") :
							   STR("reserved"),
		    child.first + place);
	if (child.has_bell)
		state_put(state, STR("has_bell"), 1);
}

static void
note_reserved(struct state *state)
{
	uint64_t number;

	if (child.count >= PLACES)
		child.count = PLACES + 1; /* more than this program has */
	else if (state_number(state, INT32_MAX, &number))
		child.reserved[child.count++] = number;
}

/*
 * Loads a line. The board's descriptor is never closed, whatever becomes of the
 * others: that would drop its lock.
 */
static void
child_clone_load_line(struct state *state)
{
	uint64_t number;

	if (state_is(state, STR("null")))
		(void)state_fd(state, &child.null); /* noted */
	else if (state_is(state, STR("ready")))
		(void)state_fd(state, &child.ready); /* noted */
	else if (state_is(state, STR("has_bell")))
		child.has_bell = true;
	else if (state_is(state, STR("reserved")))
		note_reserved(state);
	else if (state_is(state, STR("board")) &&
	    state_number(state, INT32_MAX, &number) &&
	    state_claim_fd(state, number)) {
		child.has_board = child.count == AT_BOARD;
		note_reserved(state);
	}
}

/* Returns whether the numbers are where this program would have them. */
static bool
are_ours(void)
{
	for (size_t i = 1; i < child.count; i++)
		if (child.reserved[i] != child.reserved[0] + i)
			return false;
	return child.count == PLACES && child.ready != -1 && child.null != -1;
}

/*
 * Loads the reserved numbers. If they do not fit, others are reserved, and the
 * old ones are closed, since nobody claims them.
 */
static void
child_load(struct state *state)
{
	while (state_next(state))
		child_clone_load_line(state);
	if (!are_ours()) {
		child.ready = -1;
		child.has_bell = child.has_board = false;
		if (!child_init())
			state_wrong(state, strerror(errno));
		return;
	}
	child.first = (int)child.reserved[0];
	for (size_t i = 0; i < PLACES; i++)
		if (i != AT_BOARD || !child.has_board)
			(void)state_claim_fd(state, child.reserved[i]);
}

MODULE(child) = { SECTION("newborns", child, MODULE_VARIES | MODULE_VITAL) };

#endif
