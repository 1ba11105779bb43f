/* Is a word that is searched for in a styled text? Pure; used by the window. */
#ifndef CLIENT_TEXT_SOUGHT_H
#define CLIENT_TEXT_SOUGHT_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Without regard to ASCII case, to styles (ECMA-48's SGR) and to what isolates
 * text from right to left. An empty word is in no text.
 */
bool sought_in(struct str styled, struct str word);

#endif
