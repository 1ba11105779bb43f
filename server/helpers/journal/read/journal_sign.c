/* A signature of many texts: see journal_sign.h. */
#include "helpers/journal/read/journal_sign.h"

/* Its first character on disk, and the bits that one has. */
#define ZERO '0'
#define BITS_OF_CHAR 6

/* The bytes that are looked at together. */
#define STEP 8

/* Every byte of them. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Returns the bit of three bytes, the first of which is the lowest. */
static inline unsigned
bit_of(uint32_t bytes)
{
	return (bytes << 8) * UINT32_C(0x9e3779b1) >> (32 - JOURNAL_SIGN_BITS);
}

/* Returns eight bytes in lower case, the first of which is the lowest. */
static inline uint64_t
lower_of(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	const uint64_t bytes = (uint64_t)at[0] | (uint64_t)at[1] << 8 |
	    (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
	    (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
	    (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
	const uint64_t seven = bytes & EACH(0x7f);
	const uint64_t from_a = seven + EACH(0x80 - 'A');
	const uint64_t after_z = seven + EACH(0x7f - 'Z');

	return bytes | (((from_a ^ after_z) & ~bytes & EACH(0x80)) >> 2);
}

static inline void
set(unsigned char *sign, uint32_t bytes)
{
	const unsigned bit = bit_of(bytes);

	sign[bit / 8] |= (unsigned char)(1 << bit % 8);
}

void
journal_sign_add(unsigned char sign[JOURNAL_SIGN], struct str text)
{
	for (; text.len >= STEP; str_drop(&text, STEP - 2)) {
		const uint64_t bytes = lower_of(text.at);
		for (unsigned i = 0; i + 2 < STEP; i++)
			set(sign, (uint32_t)(bytes >> 8 * i));
	}
	for (; text.len >= 3; str_drop(&text, 1))
		set(sign,
		    (uint32_t)str_lower(text.at[0]) |
			(uint32_t)str_lower(text.at[1]) << 8 |
			(uint32_t)str_lower(text.at[2]) << 16);
}

void
journal_sign_write(
    const unsigned char sign[JOURNAL_SIGN], char text[JOURNAL_SIGN_TEXT])
{
	for (size_t i = 0; i < JOURNAL_SIGN; i += 3) {
		uint32_t bits = sign[i] | (uint32_t)sign[i + 1] << 8 |
		    (uint32_t)sign[i + 2] << 16;
		for (size_t j = 0; j < 4; j++, bits >>= BITS_OF_CHAR)
			*text++ = (char)(ZERO + (bits & 0x3f));
	}
}

struct journal_sign_wanted
journal_sign_learn(struct str text)
{
	struct journal_sign_wanted wanted = { .count = 0 };
	uint32_t bytes = 0;

	for (size_t i = 0; i < text.len && wanted.count < JOURNAL_SIGN_MOST;
	     i++) {
		bytes = bytes >> 8 | (uint32_t)(unsigned char)text.at[i] << 16;
		if (i >= 2)
			wanted.bit[wanted.count++] = (uint16_t)bit_of(bytes);
	}
	return wanted;
}

bool
journal_sign_allows(const char text[JOURNAL_SIGN_TEXT],
    const struct journal_sign_wanted *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const unsigned bit = wanted->bit[i];
		const unsigned bits =
		    (unsigned)(text[bit / BITS_OF_CHAR] - ZERO);
		if ((bits >> bit % BITS_OF_CHAR & 1) == 0)
			return false;
	}
	return true;
}
