/*
 * The page by which a test moves the clocks of the programs that it starts: a
 * file, whose path is FORKCAST_PACE in their environment.
 */
#ifndef TESTS_SERVERS_PACED_PAGE_H
#define TESTS_SERVERS_PACED_PAGE_H

#include <stdatomic.h>
#include <sys/types.h>

#include "shared/clock.h"

#define PAGE_PACES 61 /* that differ by whole seconds; a prime */

struct page {
	_Atomic usec wanted; /* how far the clocks are to be ahead */
	_Atomic usec reached; /* how far the main process's is */
	_Atomic pid_t main; /* the process that the test has started */
	_Atomic unsigned there[PAGE_PACES]; /* by page_there */
};

/* How many processes are that far ahead, and sleep again. */
static inline _Atomic unsigned *
page_there(struct page *page, usec ahead)
{
	return &page->there[ahead / SEC % PAGE_PACES];
}

#endif
