/*
 * SHA-1 (RFC 3174), which the handshake of WebSocket asks for. It is broken as
 * a signature: nothing else may use it. A pure function that allocates nothing.
 */
#ifndef SHARED_CRYPTO_SHA1_H
#define SHARED_CRYPTO_SHA1_H

#include <stddef.h>

#define SHA1_SIZE 20

/* Writes the digest of len bytes; data may be null if len is 0. */
void sha1(const void *data, size_t len, unsigned char digest[SHA1_SIZE]);

#endif
