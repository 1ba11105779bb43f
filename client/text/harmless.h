/*
 * Filters strangers' text, one character at a time: nothing passes that could
 * control a terminal or pretend to be something else. Pure.
 */
#ifndef CLIENT_TEXT_HARMLESS_H
#define CLIENT_TEXT_HARMLESS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * The spaces that replace a TAB. No other replacement is longer than its
 * original.
 */
#define HARMLESS_TAB 4

/*
 * Returns the replacement for the first character of the text, which must not
 * be empty, and sets *len to the bytes that it replaces. The result is a
 * character with its joiners, some spaces or nothing; it points into the text
 * or to a constant.
 */
struct str harmless_replace(struct str text, size_t *len);

#endif
