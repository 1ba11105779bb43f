/*
 * Masks: names with '*' for any characters and '?' for one, as bans and queries
 * of IRC have them. Without regard to ASCII case; a backslash is what it is
 * elsewhere, a character of names. Pure.
 */
#ifndef SHARED_MASK_H
#define SHARED_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

/*
 * A whole mask: what it is for, NAME!USER@HOST, has 84 bytes at most, and there
 * may be some stars between them.
 */
#define MASK_MOST ((size_t)128)

/*
 * Is the whole text one of those that the mask stands for? For each part
 * between two stars the first place counts, and the next part is sought behind
 * it, so that no star is ever tried again. All places of a part of up to 256
 * bytes are tried at once, in one pass over the text (shift-and; Baeza-Yates
 * and Gonnet, CACM 35(10), 1992): a mask of m bytes takes at most 18 m + 5 n
 * steps for a text of n bytes, whatever is in them. For each byte of a part
 * that is longer, it takes n more at most.
 *
 * mask_matches_in adds the steps, of about a nanosecond, to *steps.
 */
bool mask_matches(struct str mask, struct str text);
bool mask_matches_in(struct str mask, struct str text, size_t *steps);

/*
 * The same mask as NAME!USER@HOST, a star for each part that is not there, and
 * of stars side by side one: "ali" is "ali!*@*", and "*@host" is "*!*@host".
 * It is written into room, and what comes out stays as it is the next time.
 * Empty if the mask is, or is too long, or could be no word of a line.
 */
struct str mask_full(struct str mask, char room[MASK_MOST]);

#endif
