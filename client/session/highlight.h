/*
 * Which texts mean us: those with our name, and with words of our own. The
 * settings fill it; the chat asks for each text of somebody else. One list a
 * program.
 */
#ifndef CLIENT_SESSION_HIGHLIGHT_H
#define CLIENT_SESSION_HIGHLIGHT_H

#include <stdbool.h>

#include "shared/str.h"

/* The longest list, and as many words in it; bytes. */
#define HIGHLIGHT_LONGEST 1000
#define HIGHLIGHT_MOST 50

/*
 * Sets the words, with commas between them, as WeeChat has its list: in "tea,
 * coffee break" there are two, for a space belongs to what is looked for, as in
 * irssi's /hilight. Spaces around a comma do not count. Empty: no words. Null,
 * or what is wrong, and the words stay.
 */
const char *highlight_set(struct str words);

/* As highlight_set has got them; valid until its next call. */
struct str highlight_words(void);

/*
 * Does our name, or one of the words, stand in the text as a word, without
 * regard to ASCII case? The name may be empty: we have none.
 */
bool highlight_in(struct str text, struct str me);

#endif
