/*
 * The round trips of a ping: how many were begun and answered, their times, and
 * the summary at the end, worded like that of ping(8). Pure.
 */
#ifndef CLIENT_SCRIPT_TRIPS_H
#define CLIENT_SCRIPT_TRIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

#define TRIPS_TEXT 512

/* All zero but for begun: no trips. Times are those of clock_mono. */
struct trips {
	usec begun;
	usec last; /* when the last one was sent */
	size_t sent;
	size_t answered;
	usec least;
	usec greatest;
	double sum; /* of the times, ms */
	double squares;
};

double trips_ms(usec time);

/* Counts a trip that took that time. */
void trips_count(struct trips *trips, usec time);

/*
 * Writes the statistics so far into text; with losses, also the share of
 * requests without an answer.
 */
void trips_text(const struct trips *trips, const char *address, bool losses,
    usec now, char text[TRIPS_TEXT]);

#endif
