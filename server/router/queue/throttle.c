/* Rate limits: see throttle.h. */
#include "router/queue/throttle.h"

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "router/queue/budget.h"
#include "shared/limits.h"

/*
 * The cost up to which a line counts as one, in units (budget.h). Listing the
 * names of a group of a hundred costs less.
 */
#define ORDINARY (50 * BUDGET_UNIT)

/*
 * Returns what the bucket of lines holds beyond the burst. An expensive line
 * counts as up to a burst of lines, and a message as up to LIMIT_LINES: either
 * runs at once even if these exceed the burst, and then delays the lines after
 * it.
 */
static uint64_t
line_excess(void)
{
	return config_now()->line_burst + LIMIT_LINES;
}

static struct rate
line_rate(void)
{
	return (struct rate) { config_now()->line_rate,
		config_now()->line_burst + line_excess(), SEC };
}

/* Returns how many lines that cost counts as. */
static uint64_t
lines_for(uint64_t cost)
{
	const uint64_t lines = 1 + cost / ORDINARY;
	const uint64_t most = config_now()->line_burst;

	return lines < most ? lines : most;
}

static struct rate
byte_rate(void)
{
	return (struct rate) { config_now()->byte_rate,
		config_now()->byte_burst, SEC };
}

usec
throttle_wait(const struct throttle *pace, size_t bytes)
{
	const struct rate lines = line_rate();
	const struct rate sizes = byte_rate();
	const usec now = ticks_mono();
	const usec wait =
	    bucket_wait(&pace->lines, &lines, 1 + line_excess(), now);
	const usec size_wait = bucket_wait(&pace->bytes, &sizes, bytes, now);

	return wait > size_wait ? wait : size_wait;
}

void
throttle_line(struct throttle *pace, size_t bytes, uint64_t cost)
{
	const struct rate lines = line_rate();
	const struct rate sizes = byte_rate();

	bucket_charge(&pace->lines, &lines, lines_for(cost), ticks_mono());
	bucket_charge(&pace->bytes, &sizes, bytes, ticks_mono());
}

bool
throttle_take(struct bucket *bucket, size_t a_minute)
{
	const struct rate rate = rate_a_minute(a_minute);

	return bucket_take(bucket, &rate, ticks_mono());
}
