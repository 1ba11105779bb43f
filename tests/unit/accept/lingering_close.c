/*
 * server/accept/lingering_close: those who were turned away have read it when
 * they are let go, as far as that can be, and never hold more than their
 * places.
 */
#include "server/accept/lingering_close.h"

#include <sys/socket.h>
#include <unistd.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/base/state/module.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

#define FULL_PLACES 16
#define REFUSED_PLACES 8
#define BYE "bye server-full\n"

static struct {
	int end[200]; /* theirs */
	size_t count;
} test;

/* One more is told and kept; its other end's number. */
static size_t
turn_away(enum lingering kind)
{
	int fd[2];

	MUST(test.count < COUNT(test.end) &&
		socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0 &&
		io_prepare(fd[1]),
	    "no sockets");
	MUST(io_write(fd[0], BYE, sizeof(BYE) - 1) == sizeof(BYE) - 1,
	    "it takes no line");
	test.end[test.count] = fd[1];
	lingering_add(kind, fd[0]);
	return test.count++;
}

/*
 * Returns whether the connection is still open: writing to a closed one fails.
 */
static bool
is_kept(size_t number)
{
	return send(test.end[number], "x", 1, MSG_NOSIGNAL) == 1;
}

static size_t
count_kept(size_t from)
{
	size_t count = 0;

	while (from < test.count)
		count += is_kept(from++);
	return count;
}

static bool
reads_bye(size_t number)
{
	char text[sizeof(BYE)];

	return io_read(test.end[number], text, sizeof(text)) == sizeof(BYE) - 1;
}

static void
keeps_the_last(void)
{
	const size_t first = turn_away(LINGERING_FULL);

	for (int i = 0; i < 50; i++)
		(void)turn_away(LINGERING_FULL);
	TAP_NUM(count_kept(first), FULL_PLACES, "so many are kept");
	TAP_OK(!is_kept(first) && is_kept(test.count - 1), "the last ones");
	bool good = true;
	for (size_t i = first; i < test.count; i++)
		good = reads_bye(i) && good;
	TAP_OK(good, "all of them read what they were told");
}

/*
 * A connection whose client has read the reason makes room before the others.
 */
static void
waits_for_readers(void)
{
	const size_t first = turn_away(LINGERING_FULL);
	size_t quick = first;

	for (int i = 1; i < FULL_PLACES; i++)
		quick = turn_away(LINGERING_FULL);
	MUST(reads_bye(quick), "there is nothing to read");
	(void)turn_away(LINGERING_FULL);
	TAP_OK(is_kept(first) && !is_kept(quick),
	    "one who has read it goes before one who has not");
}

static void
keeps_kinds_apart(void)
{
	const size_t first = turn_away(LINGERING_FULL);
	const size_t refused = test.count;

	for (int i = 0; i < 50; i++)
		(void)turn_away(LINGERING_REFUSED);
	TAP_OK(is_kept(first), "those refused are not in the others' way");
	TAP_NUM(count_kept(refused), REFUSED_PLACES, "and have their places");
}

static void
lets_go(void)
{
	const size_t kept = count_kept(0);
	size_t given_up = 0;

	TAP_NUM(kept, LINGERING_PLACES, "all places are taken");
	ticks_advance(0);
	modules_alarm(ALARM_LINGERING);
	TAP_OK(count_kept(0) == kept, "nobody's time is up");
	while (lingering_close_oldest())
		given_up++;
	TAP_NUM(given_up, kept, "each can be given up");
	TAP_NUM(count_kept(0), 0, "then there is none");
	const size_t last = turn_away(LINGERING_FULL);
	const usec start = clock_mono();
	while (count_kept(last) > 0 && clock_mono() - start < 5 * SEC) {
		pace(10 * MSEC);
		ticks_advance(10 * MSEC);
		modules_alarm(ALARM_LINGERING);
	}
	TAP_OK(!is_kept(last) && clock_mono() - start >= SEC &&
		clock_mono() - start <= SEC + 20 * MSEC,
	    "one is kept for a second");
	TAP_OK(reads_bye(last), "and has what it was told");
}

int
main(void)
{
	ticks_advance(0);
	keeps_the_last();
	waits_for_readers();
	keeps_kinds_apart();
	lets_go();
	return tap_done();
}
