/* Base64: see base64.h. */
#include "shared/crypto/base64.h"

/* A group: three bytes are four letters of six bits each. */
#define BYTES 3
#define LETTERS 4
#define BITS 6
#define MASK ((1U << BITS) - 1)

#define PADDING '='

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct str
base64_text(const void *bytes, size_t len, char *room)
{
	const unsigned char *const from = bytes;

	for (size_t at = 0; at < len; at += BYTES) {
		const size_t left = len - at < BYTES ? len - at : BYTES;
		char *letters = room + at / BYTES * LETTERS;
		uint32_t group = 0;
		for (size_t i = 0; i < BYTES; i++)
			group = group << 8 | (i < left ? from[at + i] : 0);
		for (size_t i = LETTERS; i-- > 0; group >>= BITS)
			letters[i] = alphabet[group & MASK];
		memset(letters + left + 1, PADDING, BYTES - left);
	}
	return (struct str) { room, BASE64_TEXT(len) };
}

/* Decodes four letters, of which the last may be padding. */
static bool
decode_group(const char letters[LETTERS], size_t len, unsigned char *bytes)
{
	uint32_t group = 0;

	for (size_t i = 0; i < LETTERS; i++) {
		const char *letter =
		    memchr(alphabet, letters[i], sizeof(alphabet) - 1);
		if (i <= len && letter == NULL)
			return false;
		group = group << BITS |
		    (i <= len ? (uint32_t)(letter - alphabet) : 0);
	}
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(group >> (8 * (BYTES - 1 - i)));
	/* The unused bits must be zero. */
	return (group & ((UINT32_C(1) << (8 * (BYTES - len))) - 1)) == 0;
}

bool
base64_decode(struct str text, void *room, size_t size, size_t *written)
{
	unsigned char *const to = room;
	size_t len, last = BYTES;

	if (text.len % LETTERS != 0)
		return false;
	if (text.len == 0) {
		*written = 0;
		return true;
	}
	/* The last group is shorter if it is padded. */
	while (last > 1 && text.at[text.len - 1 - (BYTES - last)] == PADDING)
		last--;
	len = BASE64_BYTES(text.len) - BYTES + last;
	if (len > size)
		return false;
	for (size_t at = 0; at < len; at += BYTES) {
		const size_t left = len - at;
		if (!decode_group(text.at + at / BYTES * LETTERS,
			left < BYTES ? left : BYTES, to + at))
			return false;
	}
	*written = len;
	return true;
}
