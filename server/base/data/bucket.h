/*
 * A token bucket: a burst at once, then a number for each period. Pure integer
 * arithmetic; the caller passes the time.
 */
#ifndef SERVER_BASE_DATA_BUCKET_H
#define SERVER_BASE_DATA_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* The largest count, burst and cost. */
#define BUCKET_MOST ((uint64_t)1 << 30)

/* The longest period. */
#define BUCKET_PERIOD (60 * SEC)

struct rate {
	uint64_t count; /* in a period; 0: no limit */
	uint64_t burst; /* at once, at least 1 */
	usec period;
};

/* Returns a rate of count a minute, all of which may come at once. */
static inline struct rate
bucket_minute(size_t count)
{
	return (struct rate) { count, count, 60 * SEC };
}

/* A token bucket. All zero is a full one, from which nothing was taken. */
struct bucket {
	uint64_t used; /* of the burst, times the period, at that time */
	usec at; /* the time of the last charge */
};

/*
 * Returns how long to wait until cost can be taken; 0: it can be taken now.
 * More than the burst can never be taken. A clock that stands still or goes
 * back adds nothing to the bucket, and one that leaps forward fills it.
 */
usec bucket_wait(const struct bucket *bucket, const struct rate *rate,
    uint64_t cost, usec now);

/* Takes cost, even if the bucket does not have it. */
void bucket_charge(
    struct bucket *bucket, const struct rate *rate, uint64_t cost, usec now);

/* Takes one if the bucket has it; false if not. */
bool bucket_take(struct bucket *bucket, const struct rate *rate, usec now);

#endif
