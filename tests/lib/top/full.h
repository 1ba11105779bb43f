/*
 * Fills a server's tables with everything that they can hold, for checks of
 * what it saves.
 */
#ifndef TESTS_LIB_TOP_FULL_H
#define TESTS_LIB_TOP_FULL_H

/* Prepares the test; called before the fork of the process that fills. */
void full_begin(void);

/* Fills this process's tables; whatever waits, waits forever. */
void full_fill(void);

#endif
