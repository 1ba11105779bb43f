/*
 * forkcast as a filter on pipes, one at a time: its input, its output and its
 * exit status. A filter that still runs when the test exits is killed.
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
	int out; /* the read ends of its outputs */
	int err;
	char said[FILTER_TEXT]; /* standard output, ended by NUL */
	char complained[FILTER_TEXT]; /* standard error */
};

/* Starts the filter at the address; a null ends the options. */
void filter_start(
    struct filter *filter, const char *address, const char *const *options);

/*
 * Closes its input, reads all its output and waits for its end. Returns the
 * exit status, or 256 and the number of the signal.
 */
int filter_end(struct filter *filter);

#endif
