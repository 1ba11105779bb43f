/*
 * Masks: names with '*' for any characters and '?' for one, for IRC's bans and
 * queries. ASCII case is ignored. A backslash has no special meaning, as names
 * may contain it. Pure functions.
 */
#ifndef SHARED_MASK_H
#define SHARED_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

/*
 * The longest mask: the text that it matches, NAME!USER@HOST, has at most 84
 * bytes, and there may be some stars in between.
 */
#define MASK_MOST ((size_t)128)

/*
 * Returns whether the mask matches the whole text. A mask of m bytes takes at
 * most about m n steps for a text of n bytes, and few more than n if it is like
 * those that people write. mask_matches_in adds the steps, of about a
 * nanosecond, to *steps.
 */
bool mask_matches(struct str mask, struct str text);
bool mask_matches_in(struct str mask, struct str text, size_t *steps);

/*
 * Returns the mask as NAME!USER@HOST, with a star for each missing part, and
 * one star for several side by side: "ali" becomes "ali!*@*", and "*@host"
 * becomes "*!*@host". The result is written into room, and does not change if
 * converted again. Empty if the mask is empty, too long, or could not be a word
 * of a line.
 */
struct str mask_full(struct str mask, char room[MASK_MOST]);

#endif
