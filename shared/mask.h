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
 * Is the whole text one of those that the mask stands for? Takes at most
 * mask.len times text.len steps, whatever is in them: only the last star that
 * was met is ever tried again.
 */
bool mask_matches(struct str mask, struct str text);

/*
 * The same mask as NAME!USER@HOST, a star for each part that is not there, and
 * of stars side by side one: "ali" is "ali!*@*", and "*@host" is "*!*@host".
 * It is written into room, and what comes out stays as it is the next time.
 * Empty if the mask is, or is too long, or could be no word of a line.
 */
struct str mask_full(struct str mask, char room[MASK_MOST]);

#endif
