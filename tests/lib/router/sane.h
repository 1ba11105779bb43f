/*
 * Do the router's tables agree with each other? To be asked between two turns.
 * Used by tests that drive the router with what they do not foresee.
 */
#ifndef TESTS_LIB_ROUTER_SANE_H
#define TESTS_LIB_ROUTER_SANE_H

/*
 * Ends the program where they do not: memberships are the same from both
 * sides, and of open slots only; each name leads to the one that has it; marks
 * and counts are right; all that waits is in some queue.
 */
void sane_check(void);

/* The same, and nothing of anybody is left. */
void sane_check_empty(void);

#endif
