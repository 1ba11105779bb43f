/*
 * Clocks that a test moves: linked in the place of shared/clock.c, with
 * --wrap=pselect, --wrap=ppoll, --wrap=poll and --wrap=recvmsg. They stand
 * still. What the test adds (page.h) passes while a process sleeps, no more at
 * once than it means to sleep, so that each of its timers is due in its turn.
 * Only a window's brief sleeps between two draws pass by themselves.
 */
#define _GNU_SOURCE /* ppoll, syscall */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "page.h"
#include "shared/clock.h"
#include "tests/lib/real_clock.h"

#define FOREVER UINT64_MAX
#define LOOK 5 /* ms, between two looks at the page */
#define STEP 1 /* for others to do what is due, before more time passes */
#define BRIEF (SEC / 4)
#define SET 8192 /* bytes, of 65,536 descriptors */

static struct {
	struct page *page; /* null: no test moves the clock */
	usec ahead;
	usec brief; /* that has passed in brief sleeps */
	usec told; /* how far ahead the page knows that this process came */
	bool is_main;
} paced;

void (*page_tell)(void);

static usec
here(void)
{
	return atomic_load(
	    paced.page->is_client ? &paced.page->wanted : &paced.page->moved);
}

/* Before main: the server becomes another user, and its children use no file.
 */
__attribute__((constructor)) static void
open_page(void)
{
	const char *path = getenv("FORKCAST_PACE");
	const int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *page;

	if (fd == -1)
		return;
	page = mmap(NULL, sizeof(*paced.page), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	(void)close(fd);
	if (page == MAP_FAILED)
		abort();
	paced.page = page;
	paced.is_main = getpid() == atomic_load(&paced.page->main);
	/* A program that takes over has the clock of the one before. */
	paced.ahead = here();
}

static usec
now(clockid_t clock)
{
	if (paced.page != NULL)
		return paced.ahead + paced.brief +
		    atomic_load(&paced.page->leapt) +
		    (clock == CLOCK_REALTIME ? paced.page->wall :
					       paced.page->mono);
	return real_clock(clock);
}

usec
clock_mono(void)
{
	return now(CLOCK_MONOTONIC);
}

usec
clock_wall(void)
{
	return now(CLOCK_REALTIME);
}

/* Of the server alone. */
extern bool spawn_is_quiet(void) __attribute__((weak));

/* A worker that is being born gets the clock that the server has now. */
static bool
bears(void)
{
	return spawn_is_quiet != NULL && !paced.page->alone &&
	    !spawn_is_quiet();
}

/*
 * What the test has added: to be read before a call that finds nothing, so that
 * nothing that came before the time is met after it. A process that has done
 * all that was due says so.
 */
static usec
look(bool is_main)
{
	struct page *page = paced.page;
	const usec wanted =
	    is_main && bears() ? paced.ahead : atomic_load(&page->wanted);

	if (wanted != paced.ahead)
		return wanted;
	if (wanted != paced.told) {
		paced.told = wanted;
		(void)atomic_fetch_add(page_there(page, wanted), 1);
	}
	if (is_main)
		atomic_store(&page->reached, wanted);
	return wanted;
}

/* Lets time pass up to there, by at most that much. */
static void
move(usec wanted, usec most, bool is_main)
{
	if (wanted == paced.ahead)
		return;
	paced.ahead += usec_earlier(wanted - paced.ahead, most);
	if (!is_main)
		return;
	(void)atomic_fetch_add(&paced.page->steps, 1);
	atomic_store(&paced.page->moved, paced.ahead);
}

static usec
usec_of(const struct timespec *time)
{
	return time == NULL ?
	    FOREVER :
	    (usec)time->tv_sec * SEC + (usec)time->tv_nsec / 1000;
}

static usec
left_of(usec asked, usec begin)
{
	const usec passed = clock_mono() - begin;

	return asked > passed ? asked - passed : 0;
}

/* For how long a call really waits at most. */
static struct timespec
slice(usec left, usec wanted)
{
	return clock_spec(left == 0   ? 0 :
		wanted == paced.ahead ? LOOK * MSEC :
					STEP * MSEC);
}

int __real_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __real_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
ssize_t __real_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
int __real_poll(struct pollfd *fds, nfds_t count, int time);
int __wrap_poll(struct pollfd *fds, nfds_t count, int time);

/* The nursery sleeps here; its workers have the server's clock. */
ssize_t
__wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
	const ssize_t count = __real_recvmsg(fd, message, flags);

	if (paced.page != NULL)
		paced.ahead = here();
	return count;
}

/*
 * A server's children have its flag. They do not select, but for those of
 * EXTRAS=no, which may ask who they are.
 */
static bool
selects_as_main(void)
{
#ifndef __linux__
	return paced.is_main && getpid() == atomic_load(&paced.page->main);
#else
	return paced.is_main;
#endif
}

/* What a client waits so briefly passes by itself. */
static bool
is_brief(usec asked)
{
	return paced.page->draws && asked < BRIEF;
}

static int
passed(usec asked, int ready)
{
	paced.brief += ready == 0 ? asked : 0;
	return ready;
}

int
__wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask)
{
	static char saved[2][SET];
	const size_t len = ((size_t)width + 63) / 64 * 8;
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL || odd != NULL || len > SET)
		return __real_pselect(width, in, out, odd, time, mask);
	if (is_brief(asked))
		return passed(
		    asked, __real_pselect(width, in, out, NULL, time, mask));
	const bool is_main = selects_as_main();
	memcpy(saved[0], in, len);
	memcpy(saved[1], out, len);
	for (;;) {
		/* Not exchanged, for which riscv64 has no instruction. */
		if (is_main && atomic_load(&paced.page->asked)) {
			atomic_store(&paced.page->asked, false);
			if (page_tell != NULL)
				page_tell();
		}
		const usec left = left_of(asked, begin);
		const usec wanted = left > 0 ? look(is_main) : paced.ahead;
		const struct timespec most = slice(left, wanted);
		const int ready =
		    __real_pselect(width, in, out, NULL, &most, mask);
		if (ready != 0 || left == 0)
			return ready;
		move(wanted, left, is_main);
		memcpy(in, saved[0], len);
		memcpy(out, saved[1], len);
	}
}

/* A client's main process polls; a server's child may not ask who it is. */
int
__wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask)
{
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL || paced.page->alone)
		return __real_ppoll(fds, count, time, mask);
	if (is_brief(asked))
		return passed(asked, __real_ppoll(fds, count, time, mask));
	const bool is_main =
	    paced.page->is_client && getpid() == atomic_load(&paced.page->main);
	for (;;) {
		const usec left = left_of(asked, begin);
		const usec wanted = left > 0 ? look(is_main) : paced.ahead;
		const struct timespec most = slice(left, wanted);
		const int ready = __real_ppoll(fds, count, &most, mask);
		if (ready != 0 || left == 0)
			return ready;
		move(wanted, left, is_main);
	}
}

/* A pause of a server, or for no descriptor, is for what none tells. */
int
__wrap_poll(struct pollfd *fds, nfds_t count, int time)
{
	const bool is_server =
	    paced.page != NULL && paced.is_main && !paced.page->is_client;
	const struct timespec most =
	    clock_spec(time > 0 ? (usec)time * MSEC : 0);

	if (paced.page == NULL || paced.page->alone || time == 0)
		return __real_poll(fds, count, time);
	if (time < 0 || (count > 0 && !is_server))
		return __wrap_ppoll(fds, count, time < 0 ? NULL : &most, NULL);
	const usec wanted = atomic_load(&paced.page->wanted);
	const int ready =
	    __real_poll(fds, count, wanted == paced.ahead ? time : STEP);
	if (ready == 0)
		move(wanted, (usec)time * MSEC, is_server);
	return ready;
}
