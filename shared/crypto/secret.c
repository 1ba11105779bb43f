/* Handling secrets: see secret.h. */
#define _GNU_SOURCE /* MADV_DONTDUMP, getentropy */
#include "shared/crypto/secret.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __APPLE__
#include <sys/random.h>
#endif

bool
secret_is(struct str said, const void *secret, size_t len, size_t size)
{
	const char *const mine = secret;
	volatile size_t different = said.len ^ len;

	for (size_t i = 0; i < size; i++) {
		const int his = i < said.len ? said.at[i] : 0;
		different |= (unsigned char)(his ^ mine[i]);
	}
	return different == 0;
}

bool
secret_same(const void *one, const void *other, size_t size)
{
	return secret_is((struct str) { one, size }, other, size, size);
}

void
secret_wipe(void *at, size_t size)
{
	volatile unsigned char *const byte = at;

	for (size_t i = 0; i < size; i++)
		byte[i] = 0;
}

void
secret_hide(void *at, size_t size)
{
#ifdef MADV_DONTDUMP
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uintptr_t before = (uintptr_t)at % page;

	/* If it fails, a core file has them as before. */
	(void)madvise((char *)at - before,
	    (before + size + page - 1) / page * page, MADV_DONTDUMP);
#else
	(void)at;
	(void)size;
#endif
}

bool
secret_draw(void *to, size_t size)
{
	return getentropy(to, size) == 0;
}
