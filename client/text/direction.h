/*
 * The direction of text. A terminal that supports right-to-left text reorders
 * whatever stands between two right-to-left pieces, unless they are isolated
 * (Unicode Standard Annex 9). Pure.
 */
#ifndef CLIENT_TEXT_DIRECTION_H
#define CLIENT_TEXT_DIRECTION_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"

/*
 * The marks around an isolated piece. They take no column, and harmless.h
 * removes them from strangers' text.
 */
#define DIRECTION_ISOLATE STR("\xe2\x81\xa8") /* FSI, U+2068 */
#define DIRECTION_END STR("\xe2\x81\xa9") /* PDI, U+2069 */

/* Returns whether the text contains a right-to-left character. */
bool direction_is_mixed(struct str text);

/* Appends a name, isolated if it needs that. */
void direction_put(struct buf *to, struct str name);

/* Returns how many isolated pieces begin in the text, less those that end. */
long direction_depth(struct str text);

#endif
