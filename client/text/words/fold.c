/* Text in lower case: see fold.h. */
#include "text/words/fold.h"

#include <stdint.h>
#include <string.h>

#include "shared/text/utf8.h"

/*
 * Upper-case letters from first to last, every step-th one, and how far away
 * the lower-case ones are. The ranges ascend.
 */
static const struct {
	uint32_t first, last;
	unsigned step;
	int away;
} ranges[] = {
	{ 'A', 'Z', 1, 32 },
	{ 0xc0, 0xd6, 1, 32 },
	{ 0xd8, 0xde, 1, 32 },
	{ 0x100, 0x12e, 2, 1 },
	{ 0x132, 0x136, 2, 1 },
	{ 0x139, 0x147, 2, 1 },
	{ 0x14a, 0x176, 2, 1 },
	{ 0x178, 0x178, 1, -121 },
	{ 0x179, 0x17d, 2, 1 },
	{ 0x1cd, 0x1db, 2, 1 },
	{ 0x1de, 0x1ee, 2, 1 },
	{ 0x1f8, 0x21e, 2, 1 },
	{ 0x222, 0x232, 2, 1 },
	{ 0x386, 0x386, 1, 38 },
	{ 0x388, 0x38a, 1, 37 },
	{ 0x38c, 0x38c, 1, 64 },
	{ 0x38e, 0x38f, 1, 63 },
	{ 0x391, 0x3a1, 1, 32 },
	{ 0x3a3, 0x3ab, 1, 32 },
	{ 0x3c2, 0x3c2, 1, 1 }, /* a sigma at the end of a word */
	{ 0x400, 0x40f, 1, 80 },
	{ 0x410, 0x42f, 1, 32 },
	{ 0x460, 0x480, 2, 1 },
	{ 0x48a, 0x4be, 2, 1 },
	{ 0x4c1, 0x4cd, 2, 1 },
	{ 0x4d0, 0x52e, 2, 1 },
	{ 0x531, 0x556, 1, 48 },
	{ 0x1e00, 0x1e94, 2, 1 },
	{ 0x1ea0, 0x1efe, 2, 1 },
};

static uint32_t
lower(uint32_t c)
{
	for (size_t i = 0; i < COUNT(ranges) && ranges[i].first <= c; i++)
		if (c <= ranges[i].last &&
		    (c - ranges[i].first) % ranges[i].step == 0)
			return (uint32_t)((int32_t)c + ranges[i].away);
	return c;
}

/* Writes a character over another one of the same length, up to 3 bytes. */
static void
put(char *at, size_t len, uint32_t c)
{
	if (len == 1) {
		at[0] = (char)c;
		return;
	}
	for (size_t i = len; i-- > 1; c >>= 6)
		at[i] = (char)(0x80 | (c & 0x3f));
	at[0] = (char)((len == 2 ? 0xc0 : 0xe0) | c);
}

struct str
fold_text(struct str text, char *room, size_t size)
{
	uint32_t c;

	if (text.len > size)
		text.len = size;
	if (text.len > 0)
		memcpy(room, text.at, text.len);
	for (size_t at = 0; at < text.len;) {
		const size_t len = utf8_decode(text.at + at, text.len - at, &c);
		if (len > 0 && lower(c) != c)
			put(room + at, len, lower(c));
		at += len > 0 ? len : 1;
	}
	return (struct str) { room, text.len };
}
