/*
 * One measurement, as the load generators print it and report.awk reads it: a
 * line with all its fields in the order below, separated by spaces. A value
 * that was not measured is "nan".
 */
#ifndef TESTS_BENCH_LIB_RESULT_H
#define TESTS_BENCH_LIB_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#define RESULT_SERVER 32 /* the longest name of a server, NUL included */

enum kind {
	KIND_TALK, /* groups, in each of which one speaks */
	KIND_IDLE, /* clients that are connected and silent */
	KIND_LOCAL, /* the same, over a path */
	KIND_CONNECT, /* they come, and stay */
	KIND_CHURN, /* they come, and go again */
	KIND_CALM, /* a group in which all speak now and then */
	KIND_FLOOD, /* the same, and one more says all it can */
	KIND_FREE, /* likewise, and the server does not hold it */
	KIND_PUTS, /* the same, and one more changes a key all the time */
	KIND_ASKED, /* one asks again and again beside silent clients */
	KIND_UPGRADE, /* the same, over an upgrade */
	KINDS
};

enum metric {
	DELIVERIES, /* a second */
	CPU, /* seconds of the server's per million deliveries */
	P50, /* of single deliveries, microseconds */
	P99,
	PSS, /* KiB per idle worker */
	MEMORY, /* KiB of the machine's per idle client; of these are */
	OWN, /* what processes have for themselves */
	TABLES, /* of pages */
	STACKS, /* of the kernel's */
	SLAB, /* the kernel's small things */
	REST, /* pipes, sockets' memory, filters of system calls */
	CONNECTS, /* a second */
	CPU_PARENT, /* microseconds of the server's for each that comes */
	CPU_WORKER, /* of its worker's */
	LONGEST, /* milliseconds that an answer took */
	STILL, /* that the server stood still for an upgrade, as it says */
	WHOLE, /* from the order for it to the end */
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

/* The word of a kind. */
const char *result_kind(enum kind kind);

#endif
