/*
 * Clocks that a test moves: linked in the place of shared/clock.c, with
 * --wrap=pselect, --wrap=ppoll and --wrap=poll. Time passes as it always does,
 * unless the clocks stand still (page.h); and what the test adds passes while a
 * process sleeps, no more than it means to sleep at once, so that each of its
 * timers is due in its turn; and little by little while the server is busy.
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
#define BUSY (10 * MSEC) /* passes in a turn of one that never sleeps */
#define SET 8192 /* bytes, of 65,536 descriptors */

static struct {
	struct page *page; /* null: no test moves the clock */
	usec ahead;
	bool is_main;
} paced;

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
	paced.ahead = atomic_load(&paced.page->reached);
}

static usec
really_now(clockid_t clock)
{
	struct timespec time = { 0 };

	/* These clocks always exist; a child may have no vDSO: apart.h. */
	(void)syscall(SYS_clock_gettime, clock, &time);
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000;
}

static bool
stands_still(void)
{
	return paced.page != NULL && paced.page->mono != 0;
}

static usec
now(clockid_t clock)
{
	if (paced.page == NULL)
		return really_now(clock);
	return paced.ahead + atomic_load(&paced.page->leapt) +
	    (!stands_still()		    ? really_now(clock) :
		    clock == CLOCK_REALTIME ? paced.page->wall :
					      paced.page->mono);
}

usec
clock_mono(void)
{
	return now(CLOCK_MONOTONIC);
}

usec
clock_boot(void)
{
	return now(CLOCK_MONOTONIC);
}

usec
clock_wall(void)
{
	return now(CLOCK_REALTIME);
}

void
clock_by_call(void)
{
}

/* Lets pass what the test has added, at most that much; whether any has. */
static bool
move(usec most)
{
	usec left;

	if (paced.page == NULL)
		return false;
	left = atomic_load(&paced.page->wanted) - paced.ahead;
	if (left == 0 || most == 0)
		return false;
	paced.ahead += left < most ? left : most;
	return true;
}

static usec
usec_of(const struct timespec *time)
{
	return time == NULL ?
	    FOREVER :
	    (usec)time->tv_sec * SEC + (usec)time->tv_nsec / 1000;
}

static bool
is_behind(void)
{
	return atomic_load(&paced.page->wanted) != paced.ahead;
}

static usec
left_of(usec begin, usec asked)
{
	const usec passed = clock_mono() - begin;

	return asked > passed ? asked - passed : 0;
}

/*
 * Sleeps by one call after the other; each waits this long at most, and the
 * last one for all that is left.
 */
static usec
slice(usec left)
{
	const usec most = is_behind() ? STEP : LOOK;

	return stands_still() && left > 0 ? most : usec_earlier(left, most);
}

/* Of the main process; children, whose flag this is too, do not select. */
static void
note_reached(size_t steps)
{
	if (!paced.is_main)
		return;
	(void)atomic_fetch_add(&paced.page->steps, steps);
	atomic_store(&paced.page->reached, paced.ahead);
}

int __real_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask);
int __real_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __real_poll(struct pollfd *fds, nfds_t count, int time);
int __wrap_poll(struct pollfd *fds, nfds_t count, int time);

int
__wrap_pselect(int width, fd_set *in, fd_set *out, fd_set *odd,
    const struct timespec *time, const sigset_t *mask)
{
	static char saved[2][SET];
	const size_t len = ((size_t)width + 63) / 64 * 8;
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL || odd != NULL || len > SET)
		return __real_pselect(width, in, out, odd, time, mask);
	memcpy(saved[0], in, len);
	memcpy(saved[1], out, len);
	note_reached(0);
	for (;;) {
		const usec left = left_of(begin, asked), part = slice(left);
		const struct timespec most = clock_spec(part);
		const int ready =
		    __real_pselect(width, in, out, NULL, &most, mask);
		const bool is_moved =
		    move(ready == 0 ? asked : usec_earlier(asked, BUSY));
		if (is_moved)
			note_reached(1);
		if (ready != 0 || is_moved || part == left)
			return ready;
		memcpy(in, saved[0], len);
		memcpy(out, saved[1], len);
	}
}

int
__wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask)
{
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL || paced.page->alone)
		return __real_ppoll(fds, count, time, mask);
	for (;;) {
		const usec left = left_of(begin, asked), part = slice(left);
		const struct timespec most = clock_spec(part);
		const int ready = __real_ppoll(fds, count, &most, mask);
		if (ready != 0 || move(asked) || part == left)
			return ready;
	}
}

/* By some this is a pause, for what no descriptor tells. */
static int
pause_for(struct pollfd *fds, nfds_t count, int time)
{
	const int most = is_behind() && time > 0 ? (int)(STEP / MSEC) : time;
	const int ready = __real_poll(fds, count, most);

	if (ready == 0)
		(void)move((usec)time * MSEC);
	return ready;
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int time)
{
	const struct timespec most =
	    clock_spec(time > 0 ? (usec)time * MSEC : 0);

	if (stands_still() && !paced.page->alone && time >= 0)
		return pause_for(fds, count, time);
	return __wrap_ppoll(fds, count, time < 0 ? NULL : &most, NULL);
}
