/*
 * Mentions of us: texts that contain our name or one of the configured words.
 * The settings fill the list of words; the chat checks every text from others.
 * One list per program.
 */
#ifndef CLIENT_CONF_HIGHLIGHT_H
#define CLIENT_CONF_HIGHLIGHT_H

#include <stdbool.h>

#include "shared/str.h"

/* The maximum length of an entry, in bytes. */
#define HIGHLIGHT_LONGEST 1000

/*
 * Returns null, or what is wrong with an entry: a word, or several with commas
 * between them, as in WeeChat. A word may contain spaces, as in irssi's
 * /hilight: "tea, coffee break" has two words. In a word, * stands for any
 * characters and ? for one. Spaces around a comma do not count.
 */
const char *highlight_check(const char *entry);

/* Takes the entries, a list that ends with a null and stays the caller's. */
void highlight_use(char *const *entries);

/*
 * Returns whether our name or one of the words stands in the text as a word,
 * whatever their case. The name is empty if we have none.
 */
bool highlight_in(struct str text, struct str me);

#endif
