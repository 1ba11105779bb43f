/*
 * A keyed hash: see hash.h. The secret is in the arena, which workers do not
 * inherit.
 */
#include "base/data/hash.h"

#include <errno.h>
#include <string.h>

#include "base/data/siphash.h"
#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/entropy.h"

/*
 * Nothing is saved: the next program draws a new secret, and each table hashes
 * anew.
 */
static struct {
	struct siphash_secret *secret; /* in the arena; null: not drawn yet */
} hash;

uint64_t
hash_name(struct str name)
{
	return siphash(
	    hash.secret, (const unsigned char *)name.at, name.len, true);
}

uint64_t
hash_bytes(const void *at, size_t len)
{
	return siphash(hash.secret, at, len, false);
}

static bool
get_memory(void)
{
	hash.secret = arena_table(1, sizeof(*hash.secret));
	return hash.secret != NULL;
}

bool
hash_use(const unsigned char secret[HASH_SECRET])
{
	if (!get_memory())
		return false;
	hash.secret->first = siphash_load(secret);
	hash.secret->second = siphash_load(secret + SIPHASH_WORD);
	return true;
}

void
hash_init(void)
{
	if (!get_memory() || entropy_draw(hash.secret, sizeof(*hash.secret)))
		return;
	arena_note_failure();
	LOG_AT(LEVEL_ERR,
	    STR("hash: cannot get random numbers: /dev/urandom: {}"),
	    str_from(strerror(errno)));
}

MODULE(hash) = { .init = hash_init };
