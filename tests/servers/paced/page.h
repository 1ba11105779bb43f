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
	_Atomic size_t steps; /* in how many steps it has come there */
	_Atomic usec leapt; /* and how far all of them have leapt at once */
	_Atomic pid_t main; /* the process that the test has started */
	usec mono, wall; /* where the clocks stand still; 0: they go on */
	bool alone; /* only the main process's is moved */
};

#endif
