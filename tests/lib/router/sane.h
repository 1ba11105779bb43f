/* Checks that the router's tables agree with each other, between two turns. */
#ifndef TESTS_LIB_ROUTER_SANE_H
#define TESTS_LIB_ROUTER_SANE_H

/*
 * Ends the program unless all of this holds: memberships are the same from both
 * sides, and only of clients that are here; each name leads to its client;
 * marks and counts are right; whatever waits is in a queue; each row, mask and
 * item is in one place, and its bytes are charged to whoever left it there; and
 * nobody is invited who is a member or does not exist.
 */
void sane_check(void);

/*
 * Checks the tables, and that nothing of any client is left; what is left of
 * groups ends, as it does after its hour.
 */
void sane_check_empty(void);

#endif
