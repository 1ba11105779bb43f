/*
 * What nobody is to learn from how long we take or from what we leave behind:
 * secrets are compared and cleared here. Used by the server's password.c and by
 * what hashes.
 */
#ifndef SHARED_CRYPTO_SECRET_H
#define SHARED_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Are size bytes of both the same? In a time that depends on size alone. */
bool secret_same(const void *one, const void *other, size_t size);

/*
 * Is what somebody says the secret of len bytes? The secret's room has size
 * bytes, and behind len they are zero. In a time that depends on size alone,
 * and on what is said, which may be looked at freely: not even len is told.
 */
bool secret_is(struct str said, const void *secret, size_t len, size_t size);

/*
 * Clears size bytes, even where nobody will read them: no compiler leaves that
 * out. What a call has left on the stack or in registers stays there
 * (server/base/mem/stack.h).
 */
void secret_wipe(void *at, size_t size);

#endif
