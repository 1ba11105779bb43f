/* Finds a name in a text. Pure. */
#ifndef CLIENT_TEXT_MENTION_H
#define CLIENT_TEXT_MENTION_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Returns whether the name stands in the text as a word, regardless of ASCII
 * case. An empty name never does.
 */
bool mention_in(struct str text, struct str name);

#endif
