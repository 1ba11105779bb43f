/*
 * Letters (session/letters.h) that listen has taken, until each is printed or
 * its command has succeeded. Only those before the first one that is not done
 * may be reported.
 */
#ifndef CLIENT_SCRIPT_HEAR_MAILBAG_H
#define CLIENT_SCRIPT_HEAR_MAILBAG_H

#include <stdbool.h>
#include <stdint.h>

#include "net/letters.h"

/* Adds a letter; or leaves it, and all after it, to be sent again. */
void mailbag_add(uint64_t id);
void mailbag_leave(uint64_t id);

/* Notes that a letter, or each that was added, is done; or leaves it. */
void mailbag_end(uint64_t id, bool good);
void mailbag_done(uint64_t id);
void mailbag_all_done(void);

/* Returns the ID of the first letter that is not done; 0: there is none. */
uint64_t mailbag_first(void);

/*
 * Returns whether all letters that have come are done and reported, but for
 * those that were left.
 */
bool mailbag_is_settled(const struct letters *letters);

#endif
