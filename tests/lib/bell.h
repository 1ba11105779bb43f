/*
 * The doorbell that a server's workers share, for a test that uses it like a
 * worker that has been taken over. Linux alone.
 */
#ifndef TESTS_LIB_BELL_H
#define TESTS_LIB_BELL_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Returns the same open end as a worker has, flags and all; -1 where it cannot
 * be had: the test is to be skipped.
 */
int bell_take(pid_t worker);

/* Writes rings for nobody until it is full, to the last byte. */
void bell_fill(int bell);

#endif
