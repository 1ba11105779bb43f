/* Checks that the router's tables agree with each other, between two turns. */
#ifndef TESTS_LIB_ROUTER_SANE_H
#define TESTS_LIB_ROUTER_SANE_H

#include <stddef.h>

#include "server/router/model/quota.h"

/*
 * Ends the program where they do not: memberships are the same from both
 * sides, and of open slots only; each name leads to the one that has it; marks
 * and counts are right; all that waits is in some queue; each row, mask and
 * item is in one place, and its bytes are held by who has left it there; nobody
 * is invited who is there already, or is not there at all.
 */
void sane_check(void);

/* Checks the tables, and that nothing of any client is left. */
void sane_check_empty(void);

/*
 * The parts of it: of the tables, the boxes and the masks, and that who holds
 * something (quota.h) holds just what there is of its, and is charged that
 * where it comes from (ledger.h). Each tells the last of these what it finds,
 * and the first begins.
 */
void sane_begin_sums(void);
void sane_check_tables(void);
void sane_check_boxes(void);
void sane_check_masks(void);
void sane_count(struct holder holder, enum quota what, size_t count);
void sane_check_sums(void);

#endif
