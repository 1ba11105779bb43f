/*
 * How long single deliveries took, and what most of them did not exceed.
 */
#ifndef TESTS_BENCH_LIB_SAMPLES_H
#define TESTS_BENCH_LIB_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* All zero: none yet. */
struct samples {
	uint32_t *at; /* microseconds */
	size_t count;
	size_t room;
};

/* One more; ends the program where there is no memory. */
void samples_add(struct samples *samples, usec took);

/* So many percent (under 100) were faster, in microseconds; NAN of none. */
double samples_percentile(struct samples *samples, size_t percent);

void samples_free(struct samples *samples);

#endif
