/*
 * One measurement, as load prints it and report reads it: a line with these
 * fields in this order, separated by a space. What was not measured is "nan".
 */
#ifndef TESTS_BENCH_RESULT_H
#define TESTS_BENCH_RESULT_H

#include <stddef.h>

#define RESULT_SERVER 32 /* the longest name of a server, NUL included */

enum metric {
	DELIVERIES, /* a second */
	CPU, /* seconds of the server's per million deliveries */
	P50, /* of single deliveries, microseconds */
	P99,
	PSS, /* KiB per idle worker */
	METRICS
};

struct result {
	char server[RESULT_SERVER];
	size_t receivers;
	size_t window; /* messages that the sender may be ahead; 0: all idle */
	size_t bytes; /* of a text */
	size_t rate; /* messages a second; 0: as many as the window allows */
	double value[METRICS];
};

#endif
