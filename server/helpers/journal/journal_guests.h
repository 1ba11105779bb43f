/*
 * The talks of guests that have ended, because the guest left, the account was
 * removed, or a new server began. Nobody can ask for them again, and each
 * connection makes others: they wait in a list, in the order in which they
 * ended, to be erased and forgotten. The list is not in any file: a talk whose
 * floor is above its last record has ended.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_GUESTS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_GUESTS_H

#include "helpers/journal/journal_targets.h"

/* Notes that a target's past has ended; it may be no guest's talk. */
void journal_guests_ended(struct journal_targets *targets, uint32_t number);

/* Notes all talks that have ended. It looks at all targets. */
void journal_guests_find(struct journal_targets *targets);

/* Returns the first talk of the list; JOURNAL_NONE if there is none. */
uint32_t journal_guests_first(const struct journal_targets *targets);

/* Takes the first talk, of which there must be one, off the list. */
void journal_guests_take(struct journal_targets *targets);

/* Takes it off the list as one that is erased, and forgets it. */
void journal_guests_forget(struct journal_targets *targets);

/*
 * Returns whether WHERE is the talk of a guest of whom no talk is known that
 * goes on.
 */
bool journal_guests_have_left(
    const struct journal_targets *targets, struct str where);

#endif
