/*
 * Base64 (RFC 4648, section 4), strictly: each text is the only one for its
 * bytes. Pure functions that allocate nothing; used by scram.c.
 */
#ifndef SHARED_CRYPTO_BASE64_H
#define SHARED_CRYPTO_BASE64_H

#include <stdbool.h>

#include "shared/str.h"

/* How long the text of len bytes is, and how many bytes a text has at most. */
#define BASE64_TEXT(len) (((len) + 2) / 3 * 4)
#define BASE64_BYTES(len) ((len) / 4 * 3)

/*
 * Writes the text of len bytes, with its padding and no NUL, into room, and
 * how long it is into *written. False, with nothing written, where it is longer
 * than size.
 */
bool base64_encode(
    const void *bytes, size_t len, char *room, size_t size, size_t *written);

/*
 * Writes the bytes of a text into room, and how many they are into *written.
 * False, and *written is left, where they are more than size, and for a text
 * with anything else in it: white space, padding that is missing, too much or
 * not at the end, bits that are left over and not zero. What stands in room is
 * then worth nothing; if it may be a secret, it is to be wiped all the same
 * (secret.h).
 */
bool base64_decode(struct str text, void *room, size_t size, size_t *written);

#endif
