/* The pace at which crowds are told: see crowd.h. */
#include "router/delivery/crowd.h"

#include <stdint.h>
#include <unistd.h>

#include "base/data/bucket.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"

/* More receivers than this are a crowd. */
#define LEAST 32

/*
 * The weight of writes to a crowd, in a millisecond, for each processor. A
 * write and what the worker then does take 30 us or so: that is a quarter of
 * the processor. They take as long again for each such piece of what is
 * written, where the worker makes lines of IRC of it.
 */
#define WEIGHT 8
#define PIECE 4096

/* Others have been told something so lately that more of them may speak. */
#define LATELY SEC

/* As long as this, at least, a crowd waits for its next writes. */
#define REST (2 * MSEC)

/* To be saved: nothing; the next program begins rested. */
static struct {
	uint64_t processors;
	struct bucket told;
	usec met; /* the last time that others were told something; 0: never */
} crowd;

void
crowd_init(void)
{
	const long count = sysconf(_SC_NPROCESSORS_ONLN); /* -1: not known */

	crowd.processors = count > 1 ? (uint64_t)count : 1;
}

bool
crowd_is(size_t receivers)
{
	return receivers > LEAST;
}

void
crowd_met(void)
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
crowd_may(void)
{
	const struct rate rate = pace();

	if (!is_paced())
		return CROWD_AT_ONCE;
	return bucket_left(&crowd.told, &rate, ticks_mono());
}

void
crowd_told(size_t weight, bool more)
{
	const struct rate rate = pace();

	bucket_charge(&crowd.told, &rate, weight, ticks_mono());
	if (more && is_paced())
		alarms_at(ALARM_CROWD, ticks_now() + REST);
	else if (more)
		watch_no_wait();
}
