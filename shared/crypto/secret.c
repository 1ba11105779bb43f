/* Handling secrets: see secret.h. */
#include "shared/crypto/secret.h"

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
