/*
 * Handling secrets: drawing, comparing and clearing them, so that neither
 * timing nor leftovers in memory reveal them.
 */
#ifndef SHARED_CRYPTO_SECRET_H
#define SHARED_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * Returns whether size bytes of both are equal, in a time that depends only on
 * size.
 */
bool secret_same(const void *one, const void *other, size_t size);

/*
 * Returns whether the text is the secret of len bytes. The secret's room has
 * size bytes, and those after len are zero. The time depends only on size and
 * on the text, which is no secret; it does not even reveal len.
 */
bool secret_is(struct str said, const void *secret, size_t len, size_t size);

/*
 * Clears size bytes, even if nothing reads them later: no compiler removes
 * this. Copies that a call has left on the stack or in registers remain
 * (arena_wipe_stack of server/base/mem/arena.h).
 */
void secret_wipe(void *at, size_t size);

/*
 * Keeps the bytes, with all others on the same pages, out of core files, if the
 * system can do that (Linux). To be called once, before a secret is there. What
 * is freed stays out.
 */
void secret_hide(void *at, size_t size);

/*
 * Fills in size random bytes of the system, at most 256, directly in place:
 * none are left on the stack. Waits only soon after the machine has started.
 * False with errno if the system has nothing to give.
 */
bool secret_draw(void *to, size_t size);

#endif
