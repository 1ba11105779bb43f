/*
 * server/base/loop/watch: what is wanted is found when it is ready, in order,
 * and nothing else; what is closed is forgotten; how long a wait takes; a
 * signal is no failure, and a failure tells nothing; and what the doorbell
 * makes of it (that it is answered, and swept for, is in
 * tests/unit/router/bell.c).
 */
#include "server/base/loop/watch.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/base/loop/signals.h"
#include "server/base/state/module.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/small_pipe.h"

#define FDS 3000
#define PIPES 6

/* More uplinks than are looked at without a bell; and how often they are. */
#define UPLINKS 80
#define SWEEP (250 * MSEC)

static void
make_pipes(int (*fd)[2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		MUST(io_pipe(fd[i]), "cannot make a pipe");
}

static void
close_pipes(int (*fd)[2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		watch_close(&fd[i][0]);
		watch_close(&fd[i][1]);
	}
}

static void
put_byte(int fd)
{
	MUST(io_write(fd, "x", 1) == 1, "the pipe is full");
}

static void
look(void)
{
	MUST(watch_wait(0), "cannot select: errno %d", errno);
}

static bool
is_readable(int fd)
{
	return watch_readable(fd) == fd;
}

static bool
is_writable(int fd)
{
	return watch_writable(fd) == fd;
}

static void
finds_what_is_wanted(void)
{
	int fd[2][2];

	make_pipes(fd, 2);
	look();
	TAP_OK(watch_readable(0) == -1 && watch_writable(0) == -1,
	    "nothing is wanted, and nothing found");
	put_byte(fd[1][1]);
	watch_read(fd[0][0], true);
	watch_read(fd[1][0], true);
	look();
	TAP_OK(!is_readable(fd[0][0]) && is_readable(fd[1][0]),
	    "what has come is found, and no other");
	look();
	TAP_OK(is_readable(fd[1][0]), "as long as it is there");
	watch_read(fd[1][0], false);
	look();
	TAP_OK(watch_readable(0) == -1, "unless it is not wanted any more");
	io_close(&fd[0][1]);
	look();
	TAP_OK(is_readable(fd[0][0]), "an end is something to read");
	close_pipes(fd, 2);
}

static void
finds_room_to_write(void)
{
	int fd[2];

	small_pipe(fd);
	look();
	TAP_NUM(watch_writable(0), -1, "room that nobody wants");
	watch_write(fd[1], true);
	look();
	TAP_OK(is_writable(fd[1]) && watch_writable(fd[1] + 1) == -1,
	    "is found when somebody does");
	TAP_NUM(watch_readable(0), -1, "and is nothing to read");
	(void)fill_pipe(fd[1]);
	look();
	TAP_OK(!is_writable(fd[1]), "a full pipe has none");
	(void)drain_pipe(fd[0]);
	look();
	TAP_OK(is_writable(fd[1]), "until it is read");
	watch_write(fd[1], false);
	look();
	TAP_NUM(watch_writable(0), -1, "then nobody wants it");
	watch_close(&fd[0]);
	watch_close(&fd[1]);
}

static void
goes_in_order(void)
{
	int fd[PIPES][2];
	bool good = true;
	int next = 0;

	make_pipes(fd, PIPES);
	for (size_t i = PIPES; i-- > 0;) {
		watch_read(fd[i][0], true);
		if (i % 2 == 0)
			put_byte(fd[i][1]);
	}
	look();
	for (size_t i = 0; i < PIPES; i += 2) {
		next = watch_readable(next);
		good = good && next == fd[i][0] && watch_readable(next) == next;
		next++;
	}
	TAP_OK(good && watch_readable(next) == -1,
	    "each ready one is the next, from the lowest on");
	close_pipes(fd, PIPES);
}

static void
knows_owners(void)
{
	int fd[1][2];

	make_pipes(fd, 1);
	TAP_NUM(watch_owner(fd[0][0]), WATCH_NOBODY, "at first it is nobody's");
	watch_own(fd[0][0], 0);
	TAP_NUM(watch_owner(fd[0][0]), 0, "then the first slot's");
	put_byte(fd[0][1]);
	watch_read(fd[0][0], true);
	look();
	TAP_OK(is_readable(fd[0][0]), "what is a slot's is found as well");
	watch_own(fd[0][0], 7);
	look();
	TAP_OK(watch_owner(fd[0][0]) == 7 && !is_readable(fd[0][0]),
	    "of a new owner's nothing is wanted yet");
	watch_own(fd[0][1], 7);
	watch_write(fd[0][1], true);
	watch_own(fd[0][1], 8);
	look();
	TAP_OK(!is_writable(fd[0][1]), "nor room to write");
	close_pipes(fd, 1);
}

/* Its number is another one's then. */
static void
forgets_what_is_closed(void)
{
	int fd[1][2], was[2], none = -1;

	make_pipes(fd, 1);
	memcpy(was, fd[0], sizeof(was));
	watch_own(fd[0][0], 7);
	watch_read(fd[0][0], true);
	watch_write(fd[0][1], true);
	watch_close(&fd[0][0]);
	watch_close(&fd[0][1]);
	watch_close(&none);
	TAP_OK(fd[0][0] == -1 && io_is_closed(was[0]) && io_is_closed(was[1]),
	    "what is closed is closed");
	make_pipes(fd, 1);
	MUST(memcmp(was, fd[0], sizeof(was)) == 0, "other numbers");
	put_byte(fd[0][1]);
	look();
	TAP_OK(watch_owner(was[0]) == WATCH_NOBODY && !is_readable(was[0]) &&
		!is_writable(was[1]),
	    "and nothing is known of who has its number next");
	close_pipes(fd, 1);
}

static void
waits(void)
{
	int fd[1][2];
	usec begin = clock_mono();

	make_pipes(fd, 1);
	watch_read(fd[0][0], true);
	MUST(watch_wait(30 * MSEC), "cannot select");
	TAP_NUM(clock_mono() - begin, 30 * MSEC, "it waits for its time");
	TAP_NUM(watch_readable(0), -1, "where nothing comes");
	put_byte(fd[0][1]);
	MUST(watch_wait(WATCH_FOREVER), "cannot select");
	TAP_OK(is_readable(fd[0][0]), "and not where something is there");
	MUST(drain_pipe(fd[0][0]) == 1, "nothing to read");
	watch_no_wait();
	begin = clock_mono();
	MUST(watch_wait(5 * SEC), "cannot select");
	TAP_OK(watch_readable(0) == -1 && clock_mono() == begin,
	    "nor when it is to hurry");
	begin = clock_mono();
	MUST(watch_wait(30 * MSEC), "cannot select");
	TAP_NUM(clock_mono() - begin, 30 * MSEC, "which it does once");
	close_pipes(fd, 1);
}

/* From another process, in the midst of the wait or before it. */
static void
send_signal(usec when)
{
	const pid_t parent = getpid();
	const pid_t child = fork();

	MUST(child != -1, "cannot fork");
	if (child != 0)
		return;
	pass_time(when);
	_exit(kill(parent, SIGUSR1) == 0 ? 0 : 1);
}

static void
is_woken_by_signals(void)
{
	int fd[1][2];

	make_pipes(fd, 1);
	watch_read(fd[0][0], true);
	send_signal(20 * MSEC);
	while (!signals_take(SIGNAL_REPORT)) /* USR1; CHLD may be first */
		MUST(watch_wait(WATCH_FOREVER), "a signal is a failure");
	TAP_OK(watch_readable(0) == -1 && watch_writable(0) == -1,
	    "a signal ends a wait, and nothing is ready by that");
	MUST(wait(NULL) != -1, "no child");
	close_pipes(fd, 1);
}

/* Another part of the program closes a descriptor by mistake. */
static void
fails(void)
{
	int fd[2][2], lost;

	make_pipes(fd, 2);
	put_byte(fd[0][1]);
	watch_read(fd[0][0], true);
	watch_write(fd[0][1], true);
	lost = fd[1][0];
	watch_read(lost, true);
	io_close(&fd[1][0]);
	MUST(raise(SIGUSR1) == 0, "no signal");
	errno = 0;
	TAP_OK(!watch_wait(SEC) && errno == EBADF, "a failure is told");
	TAP_OK(watch_readable(0) == -1 && watch_writable(0) == -1,
	    "nothing is known then");
	TAP_OK(signals_take(SIGNAL_REPORT), "but signals are let in");
	watch_read(lost, false);
	look();
	TAP_OK(is_readable(fd[0][0]) && is_writable(fd[0][1]),
	    "and when it is mended all is as before");
	close_pipes(fd, 2);
}

/* Or -1: the system does not let us. */
static int
move_up(int fd, int high)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -1;
	if (limit.rlim_cur < FDS && limit.rlim_max >= FDS) {
		limit.rlim_cur = FDS;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			return -1;
	}
	return dup2(fd, high);
}

static void
has_no_limit(void)
{
	int fd[1][2], high;

	make_pipes(fd, 1);
	high = move_up(fd[0][0], FDS - 1);
	if (high == -1) {
		tap_note("no descriptor over %d can be had", FD_SETSIZE);
		close_pipes(fd, 1);
		return;
	}
	watch_own(high, 7);
	watch_read(high, true);
	watch_read(fd[0][0], true);
	look();
	TAP_NUM(watch_readable(0), -1, "descriptor %d has nothing", high);
	put_byte(fd[0][1]);
	look();
	TAP_OK(watch_readable(0) == fd[0][0] &&
		watch_readable(fd[0][0] + 1) == high,
	    "then it is found behind the others");
	watch_close(&high);
	look();
	TAP_OK(watch_readable(fd[0][0] + 1) == -1, "and closed like others");
	close_pipes(fd, 1);
}

static struct {
	int fd[UPLINKS][2];
	int bell[2];
} many;

static void
ring(size_t uplink)
{
	const uint32_t number = (uint32_t)many.fd[uplink][0];

	MUST(io_write(many.bell[1], &number, sizeof(number)) == sizeof(number),
	    "the bell is full");
}

static void
forget_all(void)
{
	for (size_t i = 0; i < UPLINKS; i++)
		(void)drain_pipe(many.fd[i][0]);
}

/* A sweep has just been: found by a byte of which nobody rings. */
static void
await_sweep(void)
{
	put_byte(many.fd[0][1]);
	do
		MUST(watch_wait(SWEEP), "cannot select");
	while (!is_readable(many.fd[0][0]));
	forget_all();
	look();
}

static bool
finds_again(void)
{
	const int fd = many.fd[1][0];
	bool before;

	put_byte(many.fd[1][1]);
	look();
	before = is_readable(fd);
	watch_recheck(fd);
	look();
	return !before && is_readable(fd) && watch_readable(fd + 1) == -1;
}

/* A descriptor that is watched again may have been rung for in the meantime. */
static bool
looks_at_the_new(void)
{
	const int fd = many.fd[2][0];
	bool before;

	watch_read(fd, false);
	put_byte(many.fd[2][1]);
	ring(2);
	look();
	before = is_readable(fd);
	watch_read(fd, true);
	look();
	return !before && is_readable(fd);
}

/* Only the uplinks ring; and who rings is not looked at for ever. */
static bool
finds_others(void)
{
	int fd[1][2];
	bool good;

	make_pipes(fd, 1);
	watch_read(fd[0][0], true);
	watch_write(fd[0][1], true);
	put_byte(fd[0][1]);
	put_byte(many.fd[3][1]);
	ring(3);
	look();
	good = is_readable(fd[0][0]) && is_writable(fd[0][1]) &&
	    is_readable(many.fd[3][0]) && !is_readable(many.bell[0]);
	look();
	good = good && is_readable(fd[0][0]) && !is_readable(many.fd[3][0]);
	close_pipes(fd, 1);
	return good;
}

/* It sleeps between two sweeps if nobody has anything to say. */
static bool
looks_once(void)
{
	usec begin;

	watch_recheck(many.fd[1][0]);
	look();
	begin = clock_mono();
	MUST(watch_wait(30 * MSEC), "cannot select");
	return watch_readable(0) == -1 && clock_mono() - begin == 30 * MSEC;
}

static const struct {
	const char *what;
	bool (*try)(void);
} tries[] = {
	{ "of what is to be looked at again nobody needs to ring",
	    finds_again },
	{ "nor of what is wanted anew, which no ring has found before",
	    looks_at_the_new },
	{ "what is no uplink is found without a ring, and a ring once",
	    finds_others },
	{ "what was looked at again is not for ever", looks_once },
};

/* Between two sweeps. */
static void
listens_to_the_bell(void)
{
	make_pipes(many.fd, UPLINKS);
	MUST(io_pipe(many.bell), "cannot make a bell");
	watch_bell(many.bell[0], -1, 0);
	for (size_t i = 0; i < UPLINKS; i++) {
		watch_own(many.fd[i][0], (uint32_t)i);
		watch_read(many.fd[i][0], true);
	}
	look();
	for (size_t i = 0; i < COUNT(tries); i++) {
		await_sweep();
		TAP_OK(tries[i].try(), "%s", tries[i].what);
	}
	watch_bell(-1, -1, 0);
	close_pipes(many.fd, UPLINKS);
}

int
main(void)
{
	MUST(signals_init() && modules_init(), "cannot begin");
	finds_what_is_wanted();
	finds_room_to_write();
	goes_in_order();
	knows_owners();
	forgets_what_is_closed();
	waits();
	is_woken_by_signals();
	fails();
	has_no_limit();
	listens_to_the_bell();
	return tap_done();
}
