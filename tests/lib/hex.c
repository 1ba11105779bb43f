/* Hexadecimal digits: see hex.h. */
#include "hex.h"

#include "must.h"

struct str
hex(const void *bytes, size_t len)
{
	static char text[2 * HEX_MOST];
	const unsigned char *const at = bytes;

	MUST(len <= HEX_MOST, "%zu bytes are too many", len);
	for (size_t i = 0; i < len; i++) {
		text[2 * i] = "0123456789abcdef"[at[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[at[i] & 0xf];
	}
	return (struct str) { text, 2 * len };
}
