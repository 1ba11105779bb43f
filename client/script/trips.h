/*
 * The round trips of a ping: how many were begun, how many came back and how
 * long they took, and the words for it at the end, as ping(8) has them. Pure;
 * used by cmd_ping.c and ping_udp.c, which send and hear.
 */
#ifndef CLIENT_SCRIPT_TRIPS_H
#define CLIENT_SCRIPT_TRIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"

#define TRIPS_TEXT 512

/* All zero but for begun: none yet. Times are those of clock_mono. */
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

/* One has come back after that time. */
void trips_count(struct trips *trips, usec time);

/* The statistics until now; with what was lost, where that can be. */
void trips_text(const struct trips *trips, const char *address, bool losses,
    usec now, char text[TRIPS_TEXT]);

#endif
