/*
 * The doorbell that a server's workers share, for a test that plays a hijacked
 * worker. Linux only.
 */
#ifndef TESTS_LIB_BELL_H
#define TESTS_LIB_BELL_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Returns the write end that the worker has, with the same flags; -1 where it
 * cannot be had, and the test should be skipped.
 */
int bell_take(pid_t worker);

/* Fills the pipe, to the last byte, with rings that name no worker. */
void bell_fill(int bell);

#endif
