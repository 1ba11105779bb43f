/*
 * What the loop waits for: see watch.h. select checks every descriptor that it
 * is given; with thousands of idle workers, that is most of the cost of a
 * message. With many workers, select is therefore given the doorbell instead of
 * their uplinks. A worker rings it after each write, and the uplinks that were
 * rung for are read without asking select. A ring is a hint, and a false one
 * costs one empty read. Each second after a ring or a find, a sweep over all
 * uplinks finds what nobody has rung for: a ring is lost only if there are
 * others in the bell. A server with silent clients sleeps. After many false
 * rings, or a sign that some are lost, the next sweep is not waited for: until
 * then, select is given all uplinks and not the bell.
 */
#include "base/loop/watch.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/select.h>

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/io.h"
#include "shared/str.h"

/* With fewer uplinks than this, select is as fast as the bell. */
#define BELL_LEAST 64

/* The pause after a sweep, if anything has rung or was found, and if not. */
#define SWEEP_LEAST SEC
#define SWEEP_MOST (30 * SEC)

/* Rings in one read: a pipe holds no more. */
#define BELL_READ ((size_t)16 * 1024)

/* So many more false rings than true ones are forgiven from sweep to sweep. */
#define FALSE_MANY 2000

/*
 * The smallest capacity of a pipe, in bytes: a bell with that much may be full.
 */
#define BELL_FULL 4096

/* The longest that signals are kept waiting. */
#define SIGNAL_TIME (10 * MSEC)

/*
 * Bitmaps of descriptors for pselect(2), as large as the process needs rather
 * than FD_SETSIZE; FD_SET is never used. select takes any size on the systems
 * that this project runs on. They are in the arena: a page that the parent
 * writes often would otherwise be copied for every worker.
 */
struct fdset {
	unsigned long *bits; /* WORDS */
	size_t top; /* words that may have a bit; those after it are zero */
};

#define BITS (sizeof(unsigned long) * CHAR_BIT)

/* Rounded up to a whole fd_set, so that it can be passed as one. */
#define WHOLE (sizeof(fd_set) / sizeof(unsigned long))
#define WORDS ((FDS_MAX / BITS / WHOLE + 1) * WHOLE)

/* Both ends of the bell are saved; interests are noted anew. */
static struct {
	struct fdset uplinks; /* wanted uplinks of workers */
	struct fdset others; /* other descriptors wanted for reading */
	struct fdset want_write;
	struct fdset due; /* uplinks to be read without asking select */
	struct fdset readable;
	struct fdset writable;
	uint32_t *owner; /* slot + 1; 0: nobody */
	uint32_t *rung; /* rings read from the bell; room for BELL_READ */
	size_t count; /* of uplinks */
	int bell; /* the end to read from; -1: none */
	int theirs; /* the workers' end */
	bool interrupted; /* a signal ended the last select */
	bool hurry; /* the next select must not wait */
	usec now; /* clock_mono */
	usec let_in; /* when signals were last let in (clock_mono) */
	usec swept; /* when the last sweep was (clock_mono) */
	usec pause; /* from the last sweep to the next */
	size_t in_vain; /* false rings less true ones since then */
} watch = { .bell = -1, .pause = SWEEP_LEAST };

static void
fdset_put(struct fdset *set, int fd, bool in)
{
	const size_t word = (size_t)fd / BITS;
	const unsigned long bit = 1UL << ((size_t)fd % BITS);

	assert(fd >= 0 && word < WORDS);
	if (in) {
		set->bits[word] |= bit;
		if (set->top <= word)
			set->top = word + 1;
		return;
	}
	set->bits[word] &= ~bit;
	while (set->top > 0 && set->bits[set->top - 1] == 0)
		set->top--;
}

static bool
fdset_has(const struct fdset *set, int fd)
{
	return (set->bits[(size_t)fd / BITS] >> ((size_t)fd % BITS) & 1) != 0;
}

static void
fdset_clear(struct fdset *set)
{
	memset(set->bits, 0, set->top * sizeof(*set->bits));
	set->top = 0;
}

/* Sets to what is in one or the other. */
static void
fdset_copy(struct fdset *to, const struct fdset *one, const struct fdset *other)
{
	const size_t top = one->top > other->top ? one->top : other->top;

	if (to->top > top)
		fdset_clear(to);
	to->top = top;
	for (size_t word = 0; word < top; word++)
		to->bits[word] = one->bits[word] | other->bits[word];
}

/* Returns the first descriptor in the set that is at least fd, or -1. */
static int
fdset_next(const struct fdset *set, int fd)
{
	size_t word = (size_t)fd / BITS;
	unsigned long skip = ~0UL << ((size_t)fd % BITS);
	int bit = 0;

	for (; word < set->top; word++, skip = ~0UL) {
		const unsigned long bits = set->bits[word] & skip;
		if (bits == 0)
			continue;
		while ((bits >> bit & 1) == 0)
			bit++;
		return (int)(word * BITS) + bit;
	}
	return -1;
}

void
watch_bell(int fd, int theirs)
{
	watch.bell = fd;
	watch.theirs = theirs;
}

void
watch_recheck(int fd)
{
	fdset_put(&watch.due, fd, true);
}

static void
want_uplink(int fd, bool wanted)
{
	if (fdset_has(&watch.uplinks, fd) == wanted)
		return;
	fdset_put(&watch.uplinks, fd, wanted);
	if (!wanted) {
		watch.count--;
		return;
	}
	watch.count++;
	watch_recheck(fd); /* a ring may have come before */
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
watch_note_hit(bool worth_it)
{
	if (!worth_it)
		watch.in_vain++;
	else if (watch.in_vain > 0 && watch.in_vain <= FALSE_MANY)
		watch.in_vain--; /* too many last until the next sweep */
}

/* Those that are handled; all have smaller numbers than SIGNALS. */
#define SIGNALS 32

static const int handled[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2,
	SIGCHLD };

/* Not saved: see watch_keep_signals. */
static struct {
	volatile sig_atomic_t flag[SIGNALS];
	sigset_t open; /* the mask inside pselect */
} signals;

static void
handle(int number)
{
	signals.flag[number == SIGINT ? SIGTERM : number] = 1;
}

static bool
set_handler(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigfillset(&action.sa_mask);
	return sigaction(number, &action, NULL) == 0;
}

bool
watch_signals_init(void)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) != 0)
		return false;
	for (size_t i = 0; i < COUNT(handled); i++)
		if (!set_handler(handled[i], handle))
			return false;
	sigemptyset(&signals.open);
	/* A reader may be gone, and the log's file may reach its limit. */
	return set_handler(SIGPIPE, SIG_IGN) && set_handler(SIGXFSZ, SIG_IGN);
}

/*
 * Lets pending signals in: pselect does so only if nothing is ready. Called
 * before the flags are checked.
 */
static void
signals_deliver(void)
{
	sigset_t saved;

	/* Fails for wrong arguments only. */
	(void)sigprocmask(SIG_SETMASK, &signals.open, &saved);
	(void)sigprocmask(SIG_SETMASK, &saved, NULL);
}

bool
watch_take_signal(int number)
{
	const bool came = signals.flag[number] != 0;

	signals.flag[number] = 0;
	return came;
}

/*
 * The signals are blocked, and a blocked signal stays pending over execve(2).
 */
void
watch_keep_signals(void)
{
	for (size_t i = 0; i < COUNT(handled); i++)
		if (watch_take_signal(handled[i]) || handled[i] == SIGCHLD)
			(void)raise(handled[i]); /* cannot fail */
}

/* Calls select with the set in readable. False if it failed for good. */
static bool
wait_for_readable(usec timeout)
{
	const struct timespec time = clock_spec(timeout);
	const size_t words = watch.readable.top > watch.want_write.top ?
	    watch.readable.top :
	    watch.want_write.top;

	watch.interrupted = false;
	fdset_copy(&watch.writable, &watch.want_write, &watch.want_write);
	const int ready =
	    pselect((int)(words * BITS), (fd_set *)(void *)watch.readable.bits,
		(fd_set *)(void *)watch.writable.bits, NULL,
		timeout == WATCH_FOREVER ? NULL : &time, &signals.open);
	/*
	 * pselect lets signals in only if nothing is ready, which may never
	 * happen. Who lets them in here must not sleep before they are seen.
	 */
	if (ready > 0 && watch.now - watch.let_in >= SIGNAL_TIME) {
		watch.let_in = watch.now;
		signals_deliver();
	}
	if (ready != -1)
		return true;
	/* select left the sets as they were, so they say nothing. */
	watch.interrupted = errno == EINTR;
	fdset_clear(&watch.readable);
	fdset_clear(&watch.writable);
	if (!watch.interrupted)
		signals_deliver(); /* otherwise no child would ever be reaped */
	return watch.interrupted;
}

static bool
select_all(usec timeout)
{
	fdset_copy(&watch.readable, &watch.uplinks, &watch.others);
	if (!wait_for_readable(timeout))
		return false;
	if (!watch.interrupted)
		fdset_clear(&watch.due);
	return true;
}

/*
 * Reads the bell: the uplinks that were rung for are due. Any worker may have
 * written any number, and after a partial number the bytes that follow are
 * meaningless.
 */
static void
answer_bell(void)
{
	const size_t size = BELL_READ * sizeof(uint32_t);
	const ssize_t count = io_read(watch.bell, watch.rung, size);
	const size_t len = count > 0 ? (size_t)count : 0;

	watch.pause = SWEEP_LEAST;
	if (len >= BELL_FULL || len % sizeof(uint32_t) != 0)
		watch.in_vain = FALSE_MANY + 1; /* rings may be lost */
	for (size_t i = 0; i < len / sizeof(uint32_t); i++)
		if (watch.rung[i] < FDS_MAX &&
		    fdset_has(&watch.uplinks, (int)watch.rung[i]))
			fdset_put(&watch.due, (int)watch.rung[i], true);
		else
			watch_note_hit(false);
}

static bool
select_few(usec timeout)
{
	const usec left = watch.swept + watch.pause - watch.now;

	fdset_copy(&watch.readable, &watch.others, &watch.others);
	fdset_put(&watch.readable, watch.bell, true);
	if (timeout > left)
		timeout = left;
	if (!wait_for_readable(watch.due.top > 0 ? 0 : timeout))
		return false;
	if (fdset_has(&watch.readable, watch.bell)) {
		fdset_put(&watch.readable, watch.bell, false);
		answer_bell();
	}
	for (int fd = fdset_next(&watch.due, 0); fd != -1;
	     fd = fdset_next(&watch.due, fd + 1))
		if (fdset_has(&watch.uplinks, fd))
			fdset_put(&watch.readable, fd, true);
	fdset_clear(&watch.due);
	return true;
}

/*
 * Checks all uplinks, which stands for the rings until now: they are dropped,
 * and those that were false are forgiven. Before, clears all flags that a
 * worker may have set for all, with which hardly a ring gets through. Nothing
 * is wrong with the descriptor, so fcntl cannot fail.
 */
static bool
sweep_uplinks(void)
{
	(void)fcntl(watch.theirs, F_SETFL, O_NONBLOCK);
	(void)io_read(watch.bell, watch.rung, BELL_READ * sizeof(*watch.rung));
	watch.in_vain = 0;
	if (!select_all(0))
		return false;
	if (!watch.interrupted) {
		watch.swept = watch.now;
		watch.pause =
		    watch_readable(0) != -1 ? SWEEP_LEAST : SWEEP_MOST;
	}
	return true;
}

void
watch_no_wait(void)
{
	watch.hurry = true;
}

bool
watch_wait(usec now, usec timeout)
{
	if (watch.hurry)
		timeout = 0;
	watch.hurry = false;
	watch.now = now;
	if (watch.bell == -1)
		return select_all(timeout);
	if (watch.now - watch.swept >= watch.pause) {
		if (!sweep_uplinks())
			return false;
		if (watch.interrupted || watch_readable(0) != -1 ||
		    watch_writable(0) != -1)
			return true;
	}
	if (watch.count <= BELL_LEAST || watch.in_vain > FALSE_MANY)
		return select_all(timeout);
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

#define SET(name) TABLE(watch.name.bits, WORDS)

MODULE(watch) = { TABLES(SET(uplinks), SET(others), SET(want_write), SET(due),
    SET(readable), SET(writable), TABLE(watch.owner, FDS_MAX),
    TABLE(watch.rung, BELL_READ)) };
