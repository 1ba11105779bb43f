/*
 * What a load generator has measured, its options, and the files that it opens.
 * All functions end the program where something cannot be had.
 */
#ifndef TESTS_BENCH_LIB_MEASURE_H
#define TESTS_BENCH_LIB_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

/* An option: its letter, and which of these it sets. */
struct option {
	char letter;
	const char **text;
	size_t *number, least, most;
	bool *given;
};

/*
 * Reads the options, of which there are at most 16; optind is what follows. The
 * program ends with the usage if there are others.
 */
void read_options(int argc, char **argv, const struct option *options,
    size_t count, const char *usage);

/* At least so many files may be open from now on. */
void raise_files(size_t count);

/* All zero: none yet. */
struct samples {
	uint32_t *at; /* microseconds */
	size_t count;
	size_t room;
};

void samples_add(struct samples *samples, usec took);

/* So many percent (under 100) were faster, in microseconds; NAN of none. */
double samples_percentile(struct samples *samples, size_t percent);

void samples_free(struct samples *samples);

/*
 * A result is printed as a line of all its fields in the order below, separated
 * by spaces, which report.awk reads. A value that was not measured is "nan".
 * The script "run" makes two kinds more, "asked" and "upgrade", of the longest.
 */
#define RESULT_SERVER 32 /* the longest name of a server, NUL included */

enum kind {
	KIND_TALK, /* groups, in each of which one speaks */
	KIND_IDLE, /* clients that are connected and silent */
	KIND_CONNECT, /* they come, and stay */
	KINDS
};

enum metric {
	DELIVERIES, /* a second */
	CPU, /* seconds of the server's per million deliveries */
	P50, /* of single deliveries, microseconds */
	P99,
	MEMORY, /* KiB of the machine's per idle client */
	CONNECTS, /* a second */
	CPU_PARENT, /* microseconds of the server's for each that comes */
	CPU_WORKER, /* of its worker's */
	LONGEST, /* of answers or single deliveries, milliseconds */
	STILL, /* ms that the server stood still for an upgrade, as it says */
	WHOLE, /* ms from the order for it to the end */
	METRICS
};

/* The load on a server. */
struct load {
	enum kind kind;
	size_t receivers; /* in each group */
	size_t groups;
	size_t idle; /* clients besides these */
	size_t window; /* messages that each sender may be ahead */
	size_t bytes; /* of a text */
	size_t rate; /* messages a second; 0: as many as the window allows */
	size_t room; /* the server's max_clients; 0: no matter */
};

struct result {
	char server[RESULT_SERVER];
	struct load load;
	double value[METRICS];
};

/* A result of which nothing has been measured yet; the name is checked. */
void result_init(struct result *result, const char *server);

void result_print(const struct result *result); /* on standard output */

#endif
