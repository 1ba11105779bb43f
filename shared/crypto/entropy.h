/*
 * Bytes that nobody can guess, from the system: for the secret of the server's
 * tables, and for the tokens by which the client knows its answers.
 */
#ifndef SHARED_CRYPTO_ENTROPY_H
#define SHARED_CRYPTO_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fills in size bytes, at most 256, straight where they are to be: none is left
 * on the stack. False with errno where the system has nothing to give.
 */
bool entropy_draw(void *to, size_t size);

#endif
