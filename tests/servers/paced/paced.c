/*
 * Clocks that a test moves: linked in the place of shared/clock.c, with
 * --wrap=pselect, --wrap=ppoll and --wrap=poll. What the test adds (page.h)
 * passes while a process sleeps, no more than it means to sleep at once, so
 * that each of its timers is due in its turn. For a server, time passes besides
 * as it always does; a client's clocks stand still, but for a window's brief
 * sleeps between two draws.
 */
#define _GNU_SOURCE /* ppoll, syscall */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "page.h"
#include "shared/clock.h"

#define FOREVER UINT64_MAX
#define LOOK (5 * MSEC) /* between two looks at the page */
#define STEP MSEC /* for others to do what is due, before more time passes */
#define BRIEF (SEC / 4)
#define SET 8192 /* bytes, of 65,536 descriptors */

static struct {
	struct page *page; /* null: no test moves the clock */
	usec ahead;
	bool is_main;
	bool is_client;
	struct {
		usec mono;
		usec wall;
	} begun; /* when a client was started */
} paced;

static usec
real(clockid_t clock)
{
	struct timespec time = { 0 };

	/* These clocks always exist; a child may have no vDSO: apart.h. */
	(void)syscall(SYS_clock_gettime, clock, &time);
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
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
	paced.is_client = atomic_load(&paced.page->is_client);
	paced.begun.mono = real(CLOCK_MONOTONIC);
	paced.begun.wall = real(CLOCK_REALTIME);
	/* A program that takes over has the clock of the one before. */
	paced.ahead = paced.is_client ? atomic_load(&paced.page->wanted) :
					atomic_load(&paced.page->reached);
}

usec
clock_mono(void)
{
	return paced.ahead +
	    (paced.is_client ? paced.begun.mono : real(CLOCK_MONOTONIC));
}

usec
clock_boot(void)
{
	return clock_mono();
}

usec
clock_wall(void)
{
	return paced.ahead +
	    (paced.is_client ? paced.begun.wall : real(CLOCK_REALTIME));
}

void
clock_by_call(void)
{
}

/* Is it the process that the test has started? A server's child may not ask. */
static bool
is_main(void)
{
	return paced.is_main &&
	    (!paced.is_client || getpid() == atomic_load(&paced.page->main));
}

/* A sleep of that length is over. */
static void
rest(usec asked)
{
	if (paced.page == NULL || !atomic_load(&paced.page->draws) ||
	    asked >= BRIEF)
		return;
	paced.begun.mono += asked;
	paced.begun.wall += asked;
}

/* Returns how far the test wants the clocks to be ahead. */
static usec
wanted(void)
{
	return atomic_load(&paced.page->wanted);
}

/*
 * Lets pass what the test has added, at most that much; whether any has. The
 * test had added it before we slept, so that whatever had come before has been
 * seen.
 */
static bool
move(usec to, usec most, bool tells)
{
	const usec left = to - paced.ahead;

	if (left == 0)
		return false;
	paced.ahead += left < most ? left : most;
	if (tells && is_main())
		atomic_store(&paced.page->reached, paced.ahead);
	return true;
}

static usec
usec_of(const struct timespec *time)
{
	return time == NULL ?
	    FOREVER :
	    (usec)time->tv_sec * SEC + (usec)time->tv_nsec / 1000;
}

/* Sleeps by one call after the other; each waits this long at most. */
static usec
slice(usec begin, usec asked, usec to)
{
	const usec passed = real(CLOCK_MONOTONIC) - begin;
	const usec left = asked > passed ? asked - passed : 0;

	return usec_earlier(left, to != paced.ahead ? STEP : LOOK);
}

int __real_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __real_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __wrap_poll(struct pollfd *fds, nfds_t count, int time);

int
__wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask)
{
	static char saved[2][SET];
	const size_t len = ((size_t)width + 63) / 64 * 8;
	const usec begin = real(CLOCK_MONOTONIC), asked = usec_of(time);

	if (paced.page == NULL || odd != NULL || len > SET)
		return __real_pselect(width, in, out, odd, time, mask);
	memcpy(saved[0], in, len);
	memcpy(saved[1], out, len);
	for (;;) {
		const usec to = wanted();
		const usec part = slice(begin, asked, to);
		const struct timespec most = clock_spec(part);
		const int ready =
		    __real_pselect(width, in, out, NULL, &most, mask);
		/* Children, whose flag is_main is too, do not select. */
		if (ready != 0 || move(to, asked, true) || part < LOOK)
			return ready;
		memcpy(in, saved[0], len);
		memcpy(out, saved[1], len);
	}
}

int
__wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask)
{
	const usec begin = real(CLOCK_MONOTONIC), asked = usec_of(time);

	if (paced.page == NULL)
		return __real_ppoll(fds, count, time, mask);
	for (;;) {
		const usec to = wanted();
		const usec part = slice(begin, asked, to);
		const struct timespec most = clock_spec(part);
		const int ready = __real_ppoll(fds, count, &most, mask);
		if (ready != 0 || move(to, asked, paced.is_client))
			return ready;
		if (part < LOOK) {
			rest(asked);
			return 0;
		}
	}
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int time)
{
	const struct timespec most =
	    clock_spec(time > 0 ? (usec)time * MSEC : 0);

	return __wrap_ppoll(fds, count, time < 0 ? NULL : &most, NULL);
}
