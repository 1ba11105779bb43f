/* JSON strings, valid for any text. Pure functions. */
#ifndef SHARED_TEXT_JSON_H
#define SHARED_TEXT_JSON_H

#include <stdbool.h>

#include "shared/buf.h"

/*
 * Appends the characters of the text, escaped for use between quotes; invalid
 * UTF-8 becomes U+FFFD. False if there is not enough room; then the text ends
 * after the last character that fits.
 */
bool json_characters(struct buf *to, struct str text);

/*
 * Appends the text as a string with its quotes; if there is not enough room,
 * appends nothing and returns false.
 */
bool json_string(struct buf *to, struct str text);

#endif
