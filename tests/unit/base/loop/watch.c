/*
 * server/base/loop/watch: with many uplinks, those are read that were rung for,
 * and each second all; all are asked until then after too many false rings, or
 * if rings may be lost; what was rung meanwhile counts neither as true nor as
 * false.
 */
#include "server/base/loop/watch.h"

#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"

#define UPLINKS 100
#define FALSE_RINGS 2001 /* one more than are forgiven */

static struct {
	int bell[2];
	int uplink[UPLINKS][2];
	usec now;
} test = { .now = 100 * SEC };

static void
ring(uint32_t number, size_t count)
{
	for (size_t i = 0; i < count; i++)
		MUST(io_write_all(test.bell[1], &number, sizeof(number)),
		    "the bell is full");
}

/* Returns whether a line of the uplink is seen in the next turn. */
static bool
is_seen(size_t i)
{
	const int fd = test.uplink[i][0];
	char byte;

	MUST(io_write_all(test.uplink[i][1], "x", 1), "cannot write");
	test.now += MSEC;
	MUST(watch_wait(test.now, 0), "select failed");
	const bool seen = watch_readable(0) == fd;
	MUST(seen || watch_readable(0) == -1, "another is ready");
	MUST(io_read(fd, &byte, 1) == 1, "cannot read");
	return seen;
}

/* A second later: all rings until then are forgotten. */
static void
await_sweep(void)
{
	test.now += SEC;
	MUST(watch_wait(test.now, 0) && watch_readable(0) == -1, "not swept");
}

int
main(void)
{
	MUST(modules_init() && io_pipe(test.bell), "no memory");
	watch_bell(test.bell[0], test.bell[1]);
	for (uint32_t i = 0; i < UPLINKS; i++) {
		MUST(io_pipe(test.uplink[i]), "no pipe");
		watch_own(test.uplink[i][0], i);
		watch_read(test.uplink[i][0], true);
	}
	await_sweep();
	TAP_OK(!is_seen(7), "who does not ring waits for the next sweep");
	ring((uint32_t)test.uplink[8][0], 1);
	TAP_OK(is_seen(8), "who rings is seen");
	test.now += SEC;
	TAP_OK(is_seen(7), "a second later, so is who does not ring");
	for (int i = 0; i <= FALSE_RINGS; i++)
		watch_note_hit(false);
	TAP_OK(is_seen(7), "after many false rings, all are asked");
	ring(UINT32_MAX, FALSE_RINGS);
	TAP_OK(is_seen(7), "for a while");
	await_sweep();
	TAP_OK(!is_seen(7), "then old rings do not have it ignored");
	ring((uint32_t)test.uplink[8][0], 1);
	TAP_OK(is_seen(8), "and who rings is seen");
	MUST(io_write_all(test.bell[1], "x", 1), "the bell is full");
	MUST(watch_wait(test.now, 0), "select failed");
	watch_note_hit(true);
	TAP_OK(is_seen(7), "after a part of a ring, all are asked");
	await_sweep();
	ring((uint32_t)test.uplink[8][0], FALSE_RINGS);
	MUST(watch_wait(test.now, 0), "select failed");
	TAP_OK(is_seen(7), "after so many rings that some may be lost, too");
	await_sweep();
	TAP_OK(!is_seen(7), "for a second");
	return tap_done();
}
