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

#define PAGE_PACES 61 /* that differ by whole seconds; a prime */

struct page {
	usec mono, wall; /* where the clocks begin, and stand still */
	_Atomic usec leapt; /* how far all of them have leapt at once */
	_Atomic usec wanted; /* how far they are to be ahead besides */
	_Atomic usec moved; /* how far the main process's is */
	_Atomic usec reached; /* and was, when it had done all that was due */
	_Atomic size_t steps; /* in how many steps it has come there */
	_Atomic pid_t main; /* the process that the test has started */
	atomic_bool asked; /* the main process is to tell what it waits for */
	bool is_client;
	bool draws; /* its brief sleeps pass by themselves */
	bool alone; /* only the main process's clock is moved */
	_Atomic unsigned there[PAGE_PACES]; /* by page_there */
};

/* What tells that of a server, to standard error; null: nothing. */
extern void (*page_tell)(void);

/* How many processes are that far ahead, and have done all that was due. */
static inline _Atomic unsigned *
page_there(struct page *page, usec ahead)
{
	return &page->there[ahead / SEC % PAGE_PACES];
}

#endif
