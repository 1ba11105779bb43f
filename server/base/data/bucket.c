/* A token bucket: see bucket.h. */
#include "base/data/bucket.h"

#include <assert.h>

static_assert(
    BUCKET_MOST * 3 <= UINT64_MAX / BUCKET_PERIOD, "no sum here overflows");

/* Returns the part of the burst that is still used up, times the period. */
static uint64_t
used_at(const struct bucket *bucket, const struct rate *rate, usec now)
{
	const uint64_t most = rate->burst * rate->period;
	const uint64_t used = bucket->used < most ? bucket->used : most;
	const usec passed = now > bucket->at ? now - bucket->at : 0;

	/* Divided first: the product could overflow. */
	return passed <= used / rate->count ? used - passed * rate->count : 0;
}

usec
bucket_wait(const struct bucket *bucket, const struct rate *rate, uint64_t cost,
    usec now)
{
	uint64_t wanted, most;

	if (rate->count == 0)
		return 0;
	wanted = used_at(bucket, rate, now) + cost * rate->period;
	most = rate->burst * rate->period;
	return wanted <= most ? 0 :
				(wanted - most + rate->count - 1) / rate->count;
}

void
bucket_charge(
    struct bucket *bucket, const struct rate *rate, uint64_t cost, usec now)
{
	if (rate->count == 0)
		return;
	bucket->used = used_at(bucket, rate, now) + cost * rate->period;
	bucket->at = now;
}

bool
bucket_take(struct bucket *bucket, const struct rate *rate, usec now)
{
	if (bucket_wait(bucket, rate, 1, now) > 0)
		return false;
	bucket_charge(bucket, rate, 1, now);
	return true;
}
