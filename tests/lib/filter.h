/*
 * forkcast as a filter on pipes, one at a time: its input, its output and its
 * exit. If it still runs when the test exits, it is killed.
 */
#ifndef TESTS_LIB_FILTER_H
#define TESTS_LIB_FILTER_H

#include <sys/types.h>

#include "must.h"

#define FILTER_TEXT 65536
#define FILTER_ARGUMENTS 16

struct filter {
	pid_t pid;
	int in; /* the write end of its standard input */
	int out; /* the read ends of the others */
	int err;
	char said[FILTER_TEXT]; /* standard output, ended by NUL */
	char complained[FILTER_TEXT]; /* standard error */
};

/* Starts it at the address; the options are ended by a null. */
void filter_start(
    struct filter *filter, const char *address, const char *const *options);

/* Writes into its input; what has ended takes nothing. */
void filter_write(struct filter *filter, const char *text);

/* Closes its output: from now on nobody reads it. */
void filter_deafen(struct filter *filter);

/*
 * Ends its input, reads all that it says and waits for its end: the exit
 * status, or 256 and the number of the signal.
 */
int filter_end(struct filter *filter);

/* Runs the filter from start to end: starts it, writes, and ends it. */
int filter_run(struct filter *filter, const char *address,
    const char *const *options, const char *input);
#define FILTER_RUN(filter, address, input, ...) \
	filter_run(filter, address,             \
	    (const char *const[]) { __VA_ARGS__, NULL }, input)

#endif
