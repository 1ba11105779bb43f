/*
 * The gaps of the history: ranges of IDs in which events were not recorded, or
 * records are damaged. Sorted; ranges that touch are one. If there are too
 * many, two neighbours become one that covers both, so that none is hidden.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_GAPS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_GAPS_H

#include <stddef.h>
#include <stdint.h>

#define JOURNAL_GAPS_MOST 1024

struct journal_gap {
	uint64_t from, to; /* the first and the last ID */
};

struct journal_gaps {
	struct journal_gap gap[JOURNAL_GAPS_MOST + 1];
	size_t count;
};

/* Adds the range, unless from is 0 or above to. */
void journal_gaps_add(struct journal_gaps *gaps, uint64_t from, uint64_t to);

/* Forgets all gaps that end before that ID. */
void journal_gaps_drop(struct journal_gaps *gaps, uint64_t before);

/*
 * Returns the first gap that begins after one ID and not after the other; null
 * if there is none.
 */
const struct journal_gap *journal_gaps_between(
    const struct journal_gaps *gaps, uint64_t after, uint64_t to);

#endif
