/*
 * The targets whose past has ended with an order: with the end of an account,
 * its talks; with a new server, any.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ENDED_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ENDED_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/journal_targets.h"

/*
 * Return whether the order is about the end of one group, and whether it only
 * seems to be: the group's past goes on.
 */
bool journal_ended_is_group(const struct journal_order *order);
bool journal_ended_is_nothing(
    const struct journal_targets *targets, const struct journal_order *order);

/*
 * Looks at some targets after *number; before the first one, that is
 * JOURNAL_NONE. Returns JOURNAL_ENDED_ONE with the number of the next one
 * that has ended with the order and is not erased, but for guests' talks
 * (journal_guests.h); JOURNAL_ENDED_ON if there is more to look at; or
 * JOURNAL_ENDED_NONE.
 */
enum journal_ended { JOURNAL_ENDED_ONE, JOURNAL_ENDED_ON, JOURNAL_ENDED_NONE };
enum journal_ended journal_ended_next(const struct journal_targets *targets,
    const struct journal_order *order, uint32_t *number);

#endif
