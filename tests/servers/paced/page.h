/*
 * The page by which a test moves the clocks of the programs that it starts: a
 * file, whose path is FORKCAST_PACE in their environment.
 */
#ifndef TESTS_SERVERS_PACED_PAGE_H
#define TESTS_SERVERS_PACED_PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "shared/clock.h"

struct page {
	_Atomic usec wanted; /* how far the clocks are to be ahead */
	_Atomic usec reached; /* how far the main process's is */
	_Atomic pid_t main; /* the process that the test has started */
	_Atomic bool is_client;
	_Atomic bool draws; /* a client; brief sleeps pass by themselves */
};

#endif
