/*
 * The files of lost tails, DATE.N.cut and rows.cut: an order to erase applies
 * to them, too. Their lines may be damaged, so a line is erased, all of it, if
 * it has the words of the order in it: of a group, any name that it had.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CUTS_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_CUTS_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/erase/journal_tags.h"
#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_targets.h"

/* Room for the lines of one slice. */
#define JOURNAL_CUTS_ROOM (8 * JOURNAL_LINE)

struct journal_cuts {
	int fd; /* the file being looked at; -1: none */
	uint64_t at; /* the place of the next line */
	bool has_changed;
	bool is_unsafe; /* a sync may have failed, and not all have been
			   written again since; the owner sets and resets it */
	struct journal_tags tags; /* before that place */
	char line[JOURNAL_LINE]; /* one of them */
	char room[JOURNAL_CUTS_ROOM];
};

/*
 * Opens the lost tail of a file, or, with key 0, that of the file of rows. It
 * need not be there. False with errno.
 */
bool journal_cuts_open(
    struct journal_cuts *cuts, const struct journal_files *files, uint64_t key);

/*
 * Carries out the order in some lines of it. The targets tell whose past has
 * ended. At the end, or after a failure, the file is closed; at the end it is
 * synced. Blocks on the disk.
 */
enum journal_pass journal_cuts_go_on(struct journal_cuts *cuts,
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
