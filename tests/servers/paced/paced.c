/*
 * Clocks that a test moves: linked in the place of shared/clock.c, with
 * --wrap=pselect, --wrap=ppoll and --wrap=poll. Time passes as it always does;
 * and what the test adds (page.h) passes while a process sleeps, no more than
 * it means to sleep at once, so that each of its timers is due in its turn.
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
#define SET 8192 /* bytes, of 65,536 descriptors */

static struct {
	struct page *page; /* null: no test moves the clock */
	usec ahead;
	usec told; /* how far ahead the page knows that this process came */
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
now(clockid_t clock)
{
	struct timespec time = { 0 };

	/* These clocks always exist; a child may have no vDSO: apart.h. */
	(void)syscall(SYS_clock_gettime, clock, &time);
	return (usec)time.tv_sec * SEC + (usec)time.tv_nsec / 1000 +
	    paced.ahead;
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

/* Lets pass what is left of it, at most that much. */
static void
move(usec wanted, usec most)
{
	paced.ahead += usec_earlier(wanted - paced.ahead, most);
}

static usec
usec_of(const struct timespec *time)
{
	return time == NULL ?
	    FOREVER :
	    (usec)time->tv_sec * SEC + (usec)time->tv_nsec / 1000;
}

static usec
rest_of(usec begin, usec asked)
{
	const usec passed = clock_mono() - begin;

	return asked > passed ? asked - passed : 0;
}

/* Sleeps by one call after the other; each waits this long at most. */
static usec
slice(usec rest, usec wanted)
{
	return usec_earlier(rest, wanted != paced.ahead ? STEP : LOOK);
}

/*
 * What the test has added: to be read before a call that finds nothing, so that
 * nothing that came before the time is met after it. A process that sleeps has
 * done all that was due, and says so once.
 */
static usec
look(usec rest)
{
	struct page *page = paced.page;
	const usec wanted = atomic_load(&page->wanted);

	if (wanted == paced.ahead && wanted != paced.told && rest > 0) {
		paced.told = wanted;
		atomic_fetch_add(page_there(page, wanted), 1);
	}
	return wanted;
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
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL || odd != NULL || len > SET)
		return __real_pselect(width, in, out, odd, time, mask);
	memcpy(saved[0], in, len);
	memcpy(saved[1], out, len);
	for (;;) {
		const usec rest = rest_of(begin, asked), wanted = look(rest);
		const usec part = slice(rest, wanted);
		const struct timespec most = clock_spec(part);
		const int ready =
		    __real_pselect(width, in, out, NULL, &most, mask);
		if (ready != 0)
			return ready;
		move(wanted, rest);
		/* Children, whose flag this is too, do not select. */
		if (paced.is_main)
			atomic_store(&paced.page->reached, paced.ahead);
		if (part == rest)
			return 0;
		memcpy(in, saved[0], len);
		memcpy(out, saved[1], len);
	}
}

int
__wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask)
{
	const usec begin = clock_mono(), asked = usec_of(time);

	if (paced.page == NULL)
		return __real_ppoll(fds, count, time, mask);
	for (;;) {
		const usec rest = rest_of(begin, asked), wanted = look(rest);
		const usec part = slice(rest, wanted);
		const struct timespec most = clock_spec(part);
		const int ready = __real_ppoll(fds, count, &most, mask);
		if (ready != 0)
			return ready;
		move(wanted, rest);
		if (part == rest)
			return 0;
	}
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int time)
{
	const struct timespec most =
	    clock_spec(time > 0 ? (usec)time * MSEC : 0);

	return __wrap_ppoll(fds, count, time < 0 ? NULL : &most, NULL);
}
