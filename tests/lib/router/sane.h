/* Checks that the router's tables agree with each other, between two turns. */
#ifndef TESTS_LIB_ROUTER_SANE_H
#define TESTS_LIB_ROUTER_SANE_H

#include <stddef.h>

#include "server/router/model/clients.h"

/*
 * Ends the program unless all of this holds: memberships are the same from both
 * sides, and only of open slots; each name leads to its client; marks and
 * counts are right; whatever waits is in a queue; each row, mask and item is in
 * one place, and its bytes are charged to whoever left it there; and nobody is
 * invited who is a member or does not exist.
 */
void sane_check(void);

/* Ends what is left of groups, as their hour does. */
void sane_forget_left(void);

/* Checks the tables, and that nothing of any client is left, but for an hour.
 */
void sane_check_empty(void);

/*
 * The parts of sane_check: for the tables, the boxes and the masks, and that
 * each holder (clients.h) is charged for exactly what it has. Each part reports
 * to sane_count what it finds; sane_begin_sums comes first, sane_check_sums
 * last.
 */
void sane_begin_sums(void);
void sane_check_tables(void);
void sane_check_boxes(void);
void sane_check_masks(void);
void sane_count(struct holder holder, enum quota what, size_t count);
void sane_check_sums(void);

/*
 * Checks the locks for sane_check_tables. Returns the bytes of the rows that
 * wait in their queues.
 */
size_t sane_check_holds(void);

#endif
