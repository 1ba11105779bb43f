/*
 * The results of a bench, gathered: one row for each server and load, with a
 * value for each time that it was run.
 */
#ifndef TESTS_BENCH_LIB_ROWS_H
#define TESTS_BENCH_LIB_ROWS_H

#include <stddef.h>
#include <stdio.h>

#include "tests/bench/lib/result.h"

#define ROWS_RUNS 64 /* most of one row */

struct row {
	struct result what; /* its values are those of the last run */
	double values[METRICS][ROWS_RUNS]; /* in the order of the runs */
	size_t runs;
};

/* The distribution over several runs; NAN if nothing was measured. */
struct spread {
	double median, lowest, highest;
};

/* How the figure of one row is compared with that of another. */
enum comparison { RATIO, DIFFERENCE };

/* Reads results until the end; ends the program at a line that is none. */
void rows_read(FILE *file);

/* By what it is; null if there is none. */
const struct row *rows_find(const struct load *load, const char *server);

/* A metric over all runs; the row may be null. */
struct spread rows_spread(const struct row *row, enum metric metric);

/*
 * How a row compares with another, run by run: they were run in turn, so that
 * what else the machine did fell on both alike. Either may be null.
 */
struct spread rows_compare(const struct row *row, const struct row *other,
    enum metric metric, enum comparison comparison);

/* Writes all rows as JSON (RFC 8259), with what the machine is. */
void rows_write_json(const char *path, const char *machine);

#endif
