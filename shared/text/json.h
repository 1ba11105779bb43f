/*
 * Strings of JSON, valid whatever the text holds. Pure; used by the server's
 * log and by the clients.
 */
#ifndef SHARED_TEXT_JSON_H
#define SHARED_TEXT_JSON_H

#include <stdbool.h>

#include "shared/buf.h"

/*
 * Appends the characters of the text as they stand within quotes; what is no
 * UTF-8 becomes U+FFFD. False where the room does not do: then the text ends
 * behind the last character that fits.
 */
bool json_characters(struct buf *to, struct str text);

/* The same in quotes; without room for all of it nothing is appended. */
bool json_string(struct buf *to, struct str text);

#endif
