/* JSON strings, valid for any text. Pure functions. */
#ifndef SHARED_TEXT_JSON_H
#define SHARED_TEXT_JSON_H

#include <stdbool.h>

#include "shared/buf.h"

/*
 * Appends the text as a string with its quotes, U+FFFD for what is no UTF-8; if
 * there is not enough room, appends nothing and returns false.
 */
bool json_string(struct buf *to, struct str text);

#endif
