/* The pace of writes to crowds: see crowd.h. */
#include "router/delivery/crowd.h"

#include <stdint.h>
#include <unistd.h>

#include "base/data/bucket.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"

/* The most receivers that are not yet a crowd. */
#define LEAST 32

/*
 * The weight of writes to crowds in a millisecond, for each processor. A write
 * and the worker's part take about 30 us; this is a quarter of the processor.
 * Each further PIECE bytes take as long again if the worker turns them into
 * lines of IRC.
 */
#define WEIGHT 8
#define PIECE 4096

/* How long crowds are paced after an event for somebody else. */
#define LATELY SEC

/* The shortest time between writes to a paced crowd. */
#define REST (2 * MSEC)

/* Not saved: the next program begins with a full allowance. */
static struct {
	uint64_t processors;
	struct bucket told;
	usec met; /* ticks_mono of the last event for somebody outside a crowd;
		     0: none */
} crowd;

static void
crowd_init(void)
{
	const long count = sysconf(_SC_NPROCESSORS_ONLN); /* -1: unknown */

	crowd.processors = count > 1 ? (uint64_t)count : 1;
}

bool
crowd_is(size_t receivers)
{
	return receivers > LEAST;
}

void
crowd_note_other(void)
{
	crowd.met = ticks_mono();
}

static bool
is_paced(void)
{
	return crowd.met != 0 && ticks_mono() - crowd.met < LATELY;
}

static struct rate
pace(void)
{
	return (struct rate) { WEIGHT * crowd.processors, CROWD_AT_ONCE, MSEC };
}

size_t
crowd_weight(size_t bytes)
{
	return 1 + bytes / PIECE;
}

size_t
crowd_allowance(void)
{
	const struct rate rate = pace();

	if (!is_paced())
		return CROWD_AT_ONCE;
	return bucket_available(&crowd.told, &rate, ticks_mono());
}

void
crowd_charge(size_t weight, bool more)
{
	const struct rate rate = pace();

	bucket_charge(&crowd.told, &rate, weight, ticks_mono());
	if (more && is_paced())
		alarms_at(ALARM_CROWD, ticks_now() + REST);
	else if (more)
		watch_no_wait();
}

MODULE(crowd) = { .init = crowd_init };
