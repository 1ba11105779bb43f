/* Text in lower case, so that case does not matter in a comparison. Pure. */
#ifndef CLIENT_TEXT_WORDS_FOLD_H
#define CLIENT_TEXT_WORDS_FOLD_H

#include <stddef.h>

#include "shared/str.h"

/*
 * Returns the text with its Latin, Greek, Cyrillic and Armenian letters in
 * lower case, in room, cut at its size. No character becomes longer or shorter.
 * Bytes that are not UTF-8 stay.
 */
struct str fold_text(struct str text, char *room, size_t size);

#endif
