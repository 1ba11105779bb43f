/*
 * Which way text is written. A terminal that knows of it turns round whatever
 * stands between two pieces from right to left, unless these are isolated
 * (Unicode Standard Annex 9). Pure; used where lines are rendered.
 */
#ifndef CLIENT_TEXT_DIRECTION_H
#define CLIENT_TEXT_DIRECTION_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"

/* Stand around a piece; each takes no column, and no stranger can send them. */
#define DIRECTION_ISOLATE STR("\xe2\x81\xa8") /* FSI, U+2068 */
#define DIRECTION_END STR("\xe2\x81\xa9") /* PDI, U+2069 */

/* Is there a character in it that is written from right to left? */
bool direction_is_mixed(struct str text);

/* Adds a name, isolated if it needs that. */
void direction_put(struct buf *to, struct str name);

/* How many isolated pieces begin in it, less those that end. */
long direction_depth(struct str text);

#endif
