/*
 * server/base/data/bucket: the burst and the rate.
 */
#include "server/base/data/bucket.h"

#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define TRIES 20000

static const struct rate minute = { 7, 7, 60 * SEC };

static void
rounds_up(void)
{
	struct bucket bucket = { 0 };
	usec wait;

	bucket_charge(&bucket, &minute, 7, 0);
	wait = bucket_wait(&bucket, &minute, 1, 0);
	TAP_NUM(wait, 60 * SEC / 7 + 1, "a wait that does not come out even");
	TAP_OK(!bucket_take(&bucket, &minute, wait - 1), "before it");
	TAP_OK(bucket_take(&bucket, &minute, wait), "behind it");
}

/* The time to wait is exact to the microsecond. */
static bool
is_exact(const struct bucket *bucket, const struct rate *rate, uint64_t cost,
    usec now)
{
	const usec wait = bucket_wait(bucket, rate, cost, now);

	return bucket_wait(bucket, rate, cost, now + wait) == 0 &&
	    (wait == 0 || bucket_wait(bucket, rate, cost, now + wait - 1) > 0);
}

/* However it is asked: never more than the burst and the rate give. */
static void
never_gives_more(void)
{
	const struct rate rate = { 1 + dice(1000), 1 + dice(500), SEC };
	struct bucket bucket = { 0 };
	uint64_t taken = 0;
	usec now = 0;
	bool held = true;
	bool exact = true;

	for (int i = 0; i < TRIES; i++) {
		const uint64_t cost = 1 + dice((unsigned)rate.burst);
		now += dice(3000);
		const usec wait = bucket_wait(&bucket, &rate, cost, now);
		exact = exact && is_exact(&bucket, &rate, cost, now);
		if (wait > 0)
			continue;
		bucket_charge(&bucket, &rate, cost, now);
		taken += cost;
		held = held &&
		    taken <= rate.burst + now * rate.count / rate.period;
	}
	TAP_OK(held, "never more than the burst and the rate");
	TAP_OK(exact, "and whoever waits as long as told gets it, not before");
}

int
main(void)
{
	dice_begin();
	rounds_up();
	for (int i = 0; i < 20; i++)
		never_gives_more();
	return tap_done();
}
