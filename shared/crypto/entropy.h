/*
 * Random bytes from the system: for the secret of the server's hash tables, and
 * for the tokens by which the client recognises its answers.
 */
#ifndef SHARED_CRYPTO_ENTROPY_H
#define SHARED_CRYPTO_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fills in size bytes, at most 256, directly in place: none are left on the
 * stack. False with errno if the system has nothing to give.
 */
bool entropy_draw(void *to, size_t size);

#endif
