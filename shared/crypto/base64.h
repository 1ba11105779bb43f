/*
 * Base64 (RFC 4648, section 4), strictly: only one text is valid for given
 * bytes. Pure functions that allocate nothing.
 */
#ifndef SHARED_CRYPTO_BASE64_H
#define SHARED_CRYPTO_BASE64_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * The length of the text of len bytes, and the most bytes that a text of len
 * can have.
 */
#define BASE64_TEXT(len) (((len) + 2) / 3 * 4)
#define BASE64_BYTES(len) ((len) / 4 * 3)

/*
 * Returns the text of len bytes, with padding but no NUL, in room, which has
 * BASE64_TEXT(len).
 */
struct str base64_text(const void *bytes, size_t len, char *room);

/*
 * Writes the bytes of a text into room, and their number into *written. False,
 * with *written unchanged, if there are more than size, or if the text is not
 * strict Base64: it has white space; padding that is missing, too long or not
 * at the end; or unused bits that are not zero. The contents of room are then
 * meaningless; if they may be secret, the caller must still wipe them
 * (secret.h).
 */
bool base64_decode(struct str text, void *room, size_t size, size_t *written);

#endif
