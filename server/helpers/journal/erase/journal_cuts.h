/*
 * The files of lost tails, DATE.N.cut and rows.cut: an order to erase applies
 * to them, too. Their lines may be damaged, so a line is erased, all of it, if
 * it has the words of the order in it: of a group, any name that it had.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CUTS_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CUTS_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_targets.h"

/*
 * Carries out the order in the lost tail of a file, if there is one, and syncs
 * it. The targets tell whose past has ended. Blocks on the disk. False with
 * errno.
 */
bool journal_cuts_erase(const struct journal_files *files,
    const struct journal_targets *targets, uint64_t key,
    const struct journal_order *order);

/* Carries it out in the lost tail of the file of rows. */
bool journal_cuts_erase_rows(const struct journal_files *files,
    const struct journal_targets *targets, const struct journal_order *order);

/*
 * Returns whether a damaged line has the words of the order in it, or was being
 * overwritten.
 */
bool journal_cuts_means(const struct journal_targets *targets,
    const struct journal_order *order, struct str line);

/* Returns whether a whole record is one that the order is to erase. */
bool journal_cuts_mean_record(const struct journal_targets *targets,
    const struct journal_order *order, const struct journal_record *record);

#endif
