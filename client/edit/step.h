/*
 * From one place in a line to another: by characters, as a terminal draws them,
 * and by words. Places are offsets in bytes. Pure; used by the line editor.
 */
#ifndef CLIENT_EDIT_STEP_H
#define CLIENT_EDIT_STEP_H

#include <stddef.h>

#include "shared/str.h"

/* Where the character ends that is at that place or around it. */
size_t step_right(struct str line, size_t at);

/* Where the character begins that is before that place or around it. */
size_t step_left(struct str line, size_t at);

/*
 * The same of words, which are letters and digits of any script: over what is
 * none, then over the word.
 */
size_t step_word_right(struct str line, size_t at);
size_t step_word_left(struct str line, size_t at);

/* The same to the left, of words that only spaces part. */
size_t step_blank_left(struct str line, size_t at);

/* The first place from which the rest takes at most so many columns. */
size_t step_fit(struct str line, size_t columns);

#endif
