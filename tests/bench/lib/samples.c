/* How long single deliveries took: see samples.h. */
#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "shared/die.h"

#define FIRST_ROOM 65536

void
samples_add(struct samples *samples, usec took)
{
	if (samples->count == samples->room) {
		samples->room =
		    samples->room > 0 ? 2 * samples->room : FIRST_ROOM;
		samples->at =
		    realloc(samples->at, samples->room * sizeof(*samples->at));
	}
	if (samples->at == NULL)
		die_errno(EX_OSERR, "cannot keep %zu samples", samples->room);
	samples->at[samples->count++] = (uint32_t)took;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a;
	const uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

double
samples_percentile(struct samples *samples, size_t percent)
{
	if (samples->count == 0)
		return NAN;
	qsort(samples->at, samples->count, sizeof(*samples->at), compare);
	const size_t rank = samples->count * percent / 100;
	return (double)samples->at[rank];
}

void
samples_free(struct samples *samples)
{
	free(samples->at);
	*samples = (struct samples) { 0 };
}
