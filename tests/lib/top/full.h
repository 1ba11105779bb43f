/*
 * A server with everything in memory that there can be, for checks of what it
 * saves.
 */
#ifndef TESTS_LIB_TOP_FULL_H
#define TESTS_LIB_TOP_FULL_H

/* In the test itself, before the process that fills. */
void full_begin(void);

/* Fills this process's tables; what waits then waits for good. */
void full_fill(void);

#endif
