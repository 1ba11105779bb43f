/*
 * server/router/delivery/pipes: a pipe begins with a page and grows while its
 * reader takes what is there; where the system has no more, those give back
 * that have not been full lately; and whatever becomes of sizes, no byte is
 * lost. The system's limit is a user's: the test fills that of a user of its
 * own.
 */
#define _GNU_SOURCE /* F_GETPIPE_SZ */
#include "server/router/delivery/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server/base/loop/watch.h"
#include "server/router/delivery/fanout.h"
#include "server/router/uplink.h"
#include "shared/io.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#ifdef F_GETPIPE_SZ

#define PAGE 4096
#define MUCH (16 * 1024)
#define MOST (64 * 1024)

/* A user that nobody is, so that no other test lacks pipes for this. */
#define NOBODY_ELSE 60123

/* Pipes of 1 MiB, as many as the usual limit allows and more. */
#define HOGS 100
#define HOG_SIZE (1024 * 1024)

#define REST (250 * MSEC)

/* An exit code: the limit is not where it usually is. */
#define UNREACHED 99

static const struct config_option options[] = { { "stall_time", "3000" },
	{ "queue_max", "64M" }, { NULL, NULL } };

/* The worker's side of a slot. */
struct end {
	uint32_t slot;
	int up;
	int down;
	size_t said; /* to it, bytes */
	size_t read; /* by it, all in order */
};

static void
enter(struct end *end)
{
	int up[2], down[2];

	*end = (struct end) { .slot = slots_take() };
	MUST(end->slot != SLOT_NONE && pipes_open(up, down), "no slot");
	slots_get(end->slot)->up.fd = up[0];
	slots_get(end->slot)->down.fd = down[1];
	watch_own(up[0], end->slot);
	watch_own(down[1], end->slot);
	watch_read(up[0], true);
	end->up = up[1];
	end->down = down[0];
}

static int
size_of(int fd)
{
	return fcntl(fd, F_GETPIPE_SZ);
}

/* The byte that is the number-th of all that is said. */
static char
byte_at(size_t number)
{
	static const char letters[] = "abcdefghijklmnopqrstuvw";

	if (number % 1000 == 999)
		return '\n';
	return letters[number % (sizeof(letters) - 1)];
}

/* So many lines of 1,000 bytes, LF included. */
static void
say(struct end *end, size_t lines)
{
	char line[1000];

	for (; lines > 0; lines--) {
		for (size_t i = 0; i < sizeof(line) - 1; i++)
			line[i] = byte_at(end->said + i);
		fanout_slot(end->slot,
		    WORDS(((struct str) { line, sizeof(line) - 1 })));
		end->said += sizeof(line);
	}
	stage_turn();
	stage_turn();
}

/* Reads up to so much; each byte must be the next one. */
static void
take(struct end *end, size_t most)
{
	char data[MOST];
	ssize_t count;

	while (most > 0 &&
	    (count = io_read(end->down, data,
		 most < sizeof(data) ? most : sizeof(data))) > 0) {
		for (ssize_t i = 0; i < count; i++, end->read++)
			MUST(data[i] == byte_at(end->read),
			    "byte %zu is another", end->read);
		most -= (size_t)count;
	}
	stage_turn();
	stage_turn();
}

static void
take_all(struct end *end)
{
	while (end->read < end->said) {
		const size_t before = end->read;
		take(end, MOST);
		MUST(end->read > before, "%zu bytes are missing",
		    end->said - end->read);
	}
}

static void
begins_with_a_page(struct end *end)
{
	enter(end);
	TAP_NUM(size_of(end->down), PAGE, "the downlink has a page");
	TAP_NUM(size_of(end->up), PAGE, "so has the uplink");
	say(end, 3);
	take_all(end);
	TAP_NUM(size_of(end->down), PAGE, "and keeps it while that is enough");
}

static void
grows_for_readers(struct end *end)
{
	say(end, 10);
	TAP_NUM(size_of(end->down), MUCH, "full, it grows fourfold");
	say(end, 90);
	TAP_NUM(size_of(end->down), MUCH, "but no more for who does not read");
	take(end, PAGE);
	say(end, 10);
	TAP_NUM(size_of(end->down), MOST, "who has read gets all there is");
	take_all(end);
	say(end, 200);
	take_all(end);
	TAP_NUM(size_of(end->down), MOST, "which is all");
}

static void
grows_for_speakers(struct end *end)
{
	const int sizes[] = { PAGE, MUCH, MOST, MOST };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		TAP_NUM(size_of(end->up), sizes[i], "the uplink, %zu", i);
		while (io_write(end->up, filler(PAGE), PAGE) == PAGE)
			continue;
		/* The input of an ending slot is not read. */
		slots_get(end->slot)->state = SLOT_ENDING;
		stage_turn();
		stage_turn();
		slots_get(end->slot)->state = SLOT_OPEN;
	}
}

/* One more of that size; false if there are no pages for it. */
static bool
take_pipe(int size)
{
	int pipe[2];

	if (!io_pipe(pipe))
		return false;
	if (fcntl(pipe[1], F_SETPIPE_SZ, size) != -1)
		return true; /* and it stays */
	io_close(&pipe[0]);
	io_close(&pipe[1]);
	return false;
}

/*
 * Takes what there is, by ever smaller pipes, but none as small as those are
 * that are made where there is nothing left. True if there was an end.
 */
static bool
take_all_pages(void)
{
	size_t count = 0;

	for (int size = HOG_SIZE; size > 2 * PAGE; size /= 2)
		while (count < HOGS && take_pipe(size))
			count++;
	return count < HOGS;
}

/* In a process of that user: 0, or where it went wrong. */
static int
shares_what_there_is(void)
{
	struct end quiet, busy, half;

	if (setgid(NOBODY_ELSE) != 0 || setuid(NOBODY_ELSE) != 0)
		return UNREACHED;
	stage_begin(options);
	enter(&quiet);
	enter(&busy);
	enter(&half);
	/* Two have grown, and one of them holds more than a page. */
	for (struct end *end = &quiet; end != NULL;
	     end = end == &quiet ? &half : NULL) {
		say(end, 10);
		take_all(end);
		say(end, 30);
		take_all(end);
	}
	if (size_of(quiet.down) != MOST || size_of(half.down) != MOST)
		return 1;
	say(&half, 20);
	if (!take_all_pages())
		return UNREACHED; /* the limit of this machine is another */
	for (int i = 0; i < 4; i++) {
		say(&busy, 50);
		take_all(&busy);
		pace_turns(REST);
	}
	if (size_of(quiet.down) != PAGE)
		return 2;
	if (size_of(busy.down) != MOST)
		return 3;
	if (size_of(half.down) != MOST)
		return 4;
	take_all(&half);
	take_all(&busy);
	say(&quiet, 3);
	take_all(&quiet);
	return 0;
}

static void
test_shortage(void)
{
	int code;

	if (geteuid() != 0) {
		PASS("a user of its own is for root: skipped");
		return;
	}
	code = child_run(shares_what_there_is);
	if (code == UNREACHED)
		PASS("the limit cannot be reached here: skipped");
	else
		TAP_NUM(code, 0, "under shortage they share, in order");
}

int
main(void)
{
	struct end end;

	test_shortage(); /* first: children do not have the router's memory */
	stage_begin(options);
	begins_with_a_page(&end);
	grows_for_readers(&end);
	grows_for_speakers(&end);
	return tap_done();
}

#else

int
main(void)
{
	tap_skip("the system does not tell how large pipes are");
}

#endif
