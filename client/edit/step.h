/*
 * Moves in a line by characters, as a terminal draws them, and by words. Places
 * are byte offsets. Pure.
 */
#ifndef CLIENT_EDIT_STEP_H
#define CLIENT_EDIT_STEP_H

#include <stddef.h>

#include "shared/str.h"

/* Returns the end of the character at or around the place. */
size_t step_right(struct str line, size_t at);

/* Returns the start of the character before or around the place. */
size_t step_left(struct str line, size_t at);

/*
 * Return the next place by words, which are letters and digits of any script:
 * past everything else, then past the word.
 */
size_t step_word_right(struct str line, size_t at);
size_t step_word_left(struct str line, size_t at);

/* Returns the previous place by words separated by spaces only. */
size_t step_blank_left(struct str line, size_t at);

/* Returns the first place from which the rest takes at most so many columns. */
size_t step_fit(struct str line, size_t columns);

#endif
