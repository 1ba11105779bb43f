/*
 * A token bucket: so many at once, and so many in a period from then on. Pure
 * integer arithmetic; the caller says what time it is. Used by throttle.c,
 * crowd.c and admit.c.
 */
#ifndef SERVER_BASE_DATA_BUCKET_H
#define SERVER_BASE_DATA_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"

/* The most that count, burst and a cost may be. */
#define BUCKET_MOST ((uint64_t)1 << 30)

/* The longest that a period may be. */
#define BUCKET_PERIOD (60 * SEC)

struct rate {
	uint64_t count; /* in a period; 0: there is no limit */
	uint64_t burst; /* at once, at least 1 */
	usec period;
};

/* All zero is a bucket that nothing was taken from. */
struct bucket {
	uint64_t used; /* of the burst, times the period */
	usec at; /* then */
};

/*
 * How long it takes until so much can be taken; 0: it can be now. It never can
 * if it is more than the burst. A clock that stands or goes back adds nothing
 * to the bucket, one that leaps fills it.
 */
usec bucket_wait(const struct bucket *bucket, const struct rate *rate,
    uint64_t cost, usec now);

/* How many can be taken now, one by one. */
uint64_t bucket_left(
    const struct bucket *bucket, const struct rate *rate, usec now);

/* Takes it, whether it is there or not. */
void bucket_charge(
    struct bucket *bucket, const struct rate *rate, uint64_t cost, usec now);

/* Takes one if it is there; false if not. */
bool bucket_take(struct bucket *bucket, const struct rate *rate, usec now);

#endif
