/*
 * Mentions of us: texts that contain our name or one of the configured words.
 * The settings fill the list of words; the chat checks every text from others.
 * One list per program.
 */
#ifndef CLIENT_SESSION_HIGHLIGHT_H
#define CLIENT_SESSION_HIGHLIGHT_H

#include <stdbool.h>

#include "shared/str.h"

/* The maximum length of the list, in bytes, and its maximum number of words. */
#define HIGHLIGHT_LONGEST 1000
#define HIGHLIGHT_MOST 50

/*
 * Sets the words, separated by commas as in WeeChat. A word may contain spaces,
 * as in irssi's /hilight: "tea, coffee break" has two words. Spaces around a
 * comma do not count. An empty list means no words. Returns null, or what is
 * wrong; the words are then unchanged.
 */
const char *highlight_set(struct str words);

/* Returns the words as passed to highlight_set; valid until its next call. */
struct str highlight_words(void);

/*
 * Returns whether our name or one of the words stands in the text as a word,
 * regardless of ASCII case. The name is empty if we have none.
 */
bool highlight_in(struct str text, struct str me);

#endif
