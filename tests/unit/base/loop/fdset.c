/* server/base/loop/fdset: bitmaps of any size, beside an array of flags. */
#include "server/base/loop/fdset.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define FDS 3000
#define TRIES 20000

/* Sets live as long as the program: there is no way to free one. */
static struct {
	struct fdset one;
	struct fdset other;
	bool has[FDS];
} test;

/*
 * Checks that the set has the model's descriptors, by has and by next, and a
 * width that holds them.
 */
static bool
agrees(const struct fdset *set)
{
	int next = fdset_next(set, 0);

	for (int fd = 0; fd < FDS; fd++) {
		if (fdset_has(set, fd) != test.has[fd])
			return false;
		if (!test.has[fd])
			continue;
		if (next != fd || fdset_width(set) <= fd)
			return false;
		next = fdset_next(set, fd + 1);
	}
	return next == -1;
}

static void
is_like_the_model(void)
{
	bool good = true;

	fdset_init(&test.one, FDS);
	fdset_init(&test.other, FDS);
	TAP_OK(agrees(&test.one), "a new one is empty");
	TAP_NUM(fdset_width(&test.one), 0, "and has no width");
	for (unsigned i = 0; i < TRIES && good; i++) {
		/* Low ones mostly, as the system gives them. */
		const uint32_t fd = dice(1 + dice(FDS));
		test.has[fd] = dice_once_in(i / 5000 % 2 == 0 ? 2 : 20);
		fdset_put(&test.one, (int)fd, test.has[fd]);
		good = i % 50 != 0 || agrees(&test.one);
	}
	TAP_OK(good, "%d changes at random", TRIES);
}

static void
copies(void)
{
	for (int fd = 0; fd < FDS; fd++)
		fdset_put(&test.other, fd, true);
	fdset_copy(&test.other, &test.one);
	TAP_OK(agrees(&test.other), "a copy over more is the same");
	fdset_clear(&test.one);
	TAP_OK(agrees(&test.other), "and its own");
	TAP_OK(fdset_next(&test.one, 0) == -1 && !fdset_has(&test.one, 0),
	    "the other is cleared");
	fdset_copy(&test.one, &test.other);
	TAP_OK(agrees(&test.one), "a copy over nothing is the same");
	fdset_clear(&test.one);
}

static void
has_bounds(void)
{
	static const size_t sizes[] = { 1, 63, 64, 65, 1023, 1024, 1025,
		65792 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		const int last = (int)sizes[i] - 1;
		struct fdset set;
		fdset_init(&set, sizes[i]);
		fdset_put(&set, last, true);
		TAP_OK(fdset_has(&set, last) && fdset_next(&set, 0) == last &&
			fdset_next(&set, last) == last &&
			fdset_next(&set, last + 1) == -1,
		    "a set for %zu holds the last of them", sizes[i]);
		TAP_OK(!fdset_has(&set, -1) && !fdset_has(&set, INT_MAX) &&
			fdset_next(&set, INT_MAX) == -1,
		    "and none that cannot be");
	}
}

/* A descriptor beyond those that an fd_set holds; -1 where there is none. */
static int
high_descriptor(int fd)
{
	struct rlimit limit;
	int high;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -1;
	limit.rlim_cur = limit.rlim_max < FDS ? limit.rlim_max : FDS;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -1;
	high = dup2(fd, (int)limit.rlim_cur - 1);
	return high >= FD_SETSIZE ? high : -1;
}

static void
is_for_select(void)
{
	struct timeval now = { 0 };
	int fd[2] = { -1, -1 };
	int high;

	TAP_OK(io_pipe(fd), "a pipe");
	high = high_descriptor(fd[0]);
	if (high == -1) {
		tap_note("no descriptor over %d can be had", FD_SETSIZE);
		high = fd[0];
	}
	fdset_put(&test.one, high, true);
	TAP_NUM(select(fdset_width(&test.one), fdset_raw(&test.one), NULL, NULL,
		    &now),
	    0, "nothing in the pipe to read at descriptor %d", high);
	TAP_OK(!fdset_has(&test.one, high), "select takes it out of the set");
	fdset_put(&test.one, high, true);
	TAP_NUM(io_write(fd[1], "x", 1), 1, "a byte");
	TAP_NUM(select(fdset_width(&test.one), fdset_raw(&test.one), NULL, NULL,
		    &now),
	    1, "can be read");
	TAP_NUM(fdset_next(&test.one, 0), high, "the descriptor is in the set");
}

int
main(void)
{
	dice_begin();
	is_like_the_model();
	copies();
	has_bounds();
	is_for_select();
	return tap_done();
}
