/* Is somebody's name in a text? Pure; used by the session and for drawing. */
#ifndef CLIENT_TEXT_MENTION_H
#define CLIENT_TEXT_MENTION_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Does the name stand in the text as a word, without regard to ASCII case?
 * An empty name does not.
 */
bool mention_in(struct str text, struct str name);

#endif
