/*
 * What the loop waits for: see watch.h. select looks at every descriptor that
 * it is given, which with thousands of idle workers is what a message costs
 * most. So with many workers it is given the doorbell in their place, which a
 * worker rings behind each write; the uplinks that were rung for are looked at
 * without asking. A ring is a hint: a missing one is made up for by a sweep
 * over all, four times a second, and a false one costs one empty read.
 */
#include "watch.h"

#include <errno.h>
#include <sys/select.h>

#include "arena.h"
#include "fdset.h"
#include "shared/io.h"
#include "shared/str.h"
#include "signals.h"

/* With fewer uplinks than this select is as fast as the bell. */
#define BELL_LEAST 64

/* The bell is not trusted for longer than this. */
#define SWEEP_TIME (250 * MSEC)

/* Rings in one read: as many as a pipe holds. */
#define BELL_READ ((size_t)16 * 1024)

/* That many empty reads between two sweeps, and the bell is left alone. */
#define FALSE_MANY 2000
#define DEAF_TIME SEC

static struct {
	struct fdset uplinks; /* those of workers that are wanted */
	struct fdset others; /* what else is wanted for reading */
	struct fdset want_write;
	struct fdset fresh; /* uplinks to be looked at without a ring */
	struct fdset readable;
	struct fdset writable;
	uint32_t *owner; /* slot + 1; 0: nobody */
	uint32_t *rung; /* what was read from the bell, BELL_READ of them */
	size_t fds;
	size_t count; /* of uplinks */
	int bell; /* the end to read from; -1: none */
	bool all; /* the bell was full: rings are missing */
	bool any_fresh;
	usec swept; /* clock_mono */
	usec deaf_until; /* likewise */
	size_t false_alarms; /* since the last sweep */
	size_t good_alarms;
} watch = { .bell = -1 };

bool
watch_init(size_t fds)
{
	watch.fds = fds;
	watch.owner = arena_table(fds, sizeof(*watch.owner));
	watch.rung = arena_table(BELL_READ, sizeof(*watch.rung));
	return watch.owner != NULL && watch.rung != NULL &&
	    fdset_init(&watch.uplinks, fds) && fdset_init(&watch.others, fds) &&
	    fdset_init(&watch.want_write, fds) &&
	    fdset_init(&watch.fresh, fds) && fdset_init(&watch.readable, fds) &&
	    fdset_init(&watch.writable, fds);
}

void
watch_bell(int fd)
{
	watch.bell = fd;
}

static void
want_uplink(int fd, bool wanted)
{
	if (fdset_has(&watch.uplinks, fd) == wanted)
		return;
	if (wanted)
		watch.count++;
	else
		watch.count--;
	fdset_put(&watch.uplinks, fd, wanted);
	if (wanted)
		watch_again(fd); /* it may have been rung for before */
}

void
watch_own(int fd, uint32_t slot)
{
	want_uplink(fd, false);
	fdset_put(&watch.others, fd, false);
	fdset_put(&watch.want_write, fd, false);
	watch.owner[fd] = slot + 1;
}

uint32_t
watch_owner(int fd)
{
	return watch.owner[fd] - 1; /* 0 - 1 is WATCH_NOBODY */
}

void
watch_close(int *fd)
{
	if (*fd == -1)
		return;
	watch_own(*fd, WATCH_NOBODY);
	io_close(fd);
}

void
watch_read(int fd, bool wanted)
{
	if (watch_owner(fd) == WATCH_NOBODY)
		fdset_put(&watch.others, fd, wanted);
	else
		want_uplink(fd, wanted);
}

void
watch_write(int fd, bool wanted)
{
	fdset_put(&watch.want_write, fd, wanted);
}

void
watch_again(int fd)
{
	watch.any_fresh = true;
	fdset_put(&watch.fresh, fd, true);
}

void
watch_was(bool worth_it)
{
	if (worth_it)
		watch.good_alarms++;
	else
		watch.false_alarms++;
}

/* select over what stands in readable; false if it failed for good. */
static bool
wait_for_readable(usec timeout)
{
	const struct timespec time = { .tv_sec = (time_t)(timeout / SEC),
		.tv_nsec = (long)(timeout % SEC * 1000) };
	const int width_read = fdset_width(&watch.readable);
	const int width_write = fdset_width(&watch.want_write);

	fdset_copy(&watch.writable, &watch.want_write);
	if (pselect(width_read > width_write ? width_read : width_write,
		fdset_raw(&watch.readable), fdset_raw(&watch.writable), NULL,
		timeout == WATCH_FOREVER ? NULL : &time,
		signals_open_mask()) != -1)
		return true;
	/* The sets are as they were: nothing in them is known. */
	fdset_clear(&watch.readable);
	fdset_clear(&watch.writable);
	return errno == EINTR;
}

static bool
select_all(usec timeout)
{
	fdset_copy(&watch.readable, &watch.uplinks);
	fdset_merge(&watch.readable, &watch.others);
	fdset_clear(&watch.fresh);
	watch.any_fresh = false;
	return wait_for_readable(timeout);
}

/* What was rung for, as far as it can be: anybody may have rung anything. */
static void
answer_bell(void)
{
	const size_t size = BELL_READ * sizeof(uint32_t);
	const uint32_t *rung = watch.rung;
	const ssize_t count = io_read(watch.bell, watch.rung, size);

	watch.all = count == (ssize_t)size;
	for (size_t i = 0; count > 0 && i < (size_t)count / sizeof(*rung); i++)
		if (rung[i] < watch.fds &&
		    fdset_has(&watch.uplinks, (int)rung[i]))
			fdset_put(&watch.readable, (int)rung[i], true);
}

static void
add_fresh(void)
{
	for (int fd = fdset_next(&watch.fresh, 0); fd != -1;
	     fd = fdset_next(&watch.fresh, fd + 1))
		if (fdset_has(&watch.uplinks, fd))
			fdset_put(&watch.readable, fd, true);
	fdset_clear(&watch.fresh);
	watch.any_fresh = false;
}

static bool
select_few(usec timeout)
{
	fdset_copy(&watch.readable, &watch.others);
	fdset_put(&watch.readable, watch.bell, true);
	if (timeout > SWEEP_TIME)
		timeout = SWEEP_TIME;
	if (!wait_for_readable(watch.any_fresh ? 0 : timeout))
		return false;
	if (fdset_has(&watch.readable, watch.bell)) {
		fdset_put(&watch.readable, watch.bell, false);
		answer_bell();
	}
	add_fresh();
	return true;
}

/* Is the bell worth listening to now? */
static bool
listens(usec now)
{
	return watch.bell != -1 && watch.count > BELL_LEAST &&
	    now >= watch.deaf_until;
}

/* Once in SWEEP_TIME, and when rings are missing. */
static bool
must_sweep(usec now)
{
	if (!watch.all && now - watch.swept < SWEEP_TIME)
		return false;
	if (watch.false_alarms > FALSE_MANY &&
	    watch.false_alarms > 2 * watch.good_alarms)
		watch.deaf_until = now + DEAF_TIME;
	watch.false_alarms = watch.good_alarms = 0;
	watch.swept = now;
	watch.all = false;
	return true;
}

bool
watch_wait(usec timeout)
{
	const usec now = clock_mono();

	if (!listens(now))
		return select_all(timeout);
	if (!must_sweep(now))
		return select_few(timeout);
	if (!select_all(0))
		return false;
	if (watch_readable(0) != -1 || watch_writable(0) != -1)
		return true;
	return select_few(timeout);
}

int
watch_readable(int fd)
{
	return fdset_next(&watch.readable, fd);
}

int
watch_writable(int fd)
{
	return fdset_next(&watch.writable, fd);
}
