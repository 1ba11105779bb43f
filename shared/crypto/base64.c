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

/* The runs of letters that are consecutive in ASCII and in the alphabet. */
static const struct {
	char first;
	char last;
	unsigned value; /* of the first */
} runs[] = {
	{ 'A', 'Z', 0 },
	{ 'a', 'z', 26 },
	{ '0', '9', 52 },
	{ '+', '+', 62 },
	{ '/', '/', 63 },
};

/* Encodes 1 to 3 bytes. */
static void
encode_group(const unsigned char *bytes, size_t len, char letters[LETTERS])
{
	uint32_t group = 0;

	for (size_t i = 0; i < BYTES; i++)
		group = group << 8 | (i < len ? bytes[i] : 0);
	for (size_t i = LETTERS; i-- > 0; group >>= BITS)
		letters[i] = alphabet[group & MASK];
	memset(letters + len + 1, PADDING, BYTES - len);
}

bool
base64_encode(
    const void *bytes, size_t len, char *room, size_t size, size_t *written)
{
	const unsigned char *const from = bytes;

	if (len > size / LETTERS * BYTES) /* so the sum fits a size_t */
		return false;
	for (size_t at = 0; at < len; at += BYTES) {
		const size_t left = len - at;
		encode_group(from + at, left < BYTES ? left : BYTES,
		    room + at / BYTES * LETTERS);
	}
	*written = BASE64_TEXT(len);
	return true;
}

struct str
base64_text(const void *bytes, size_t len, char *room)
{
	size_t written = 0;

	(void)base64_encode(bytes, len, room, BASE64_TEXT(len), &written);
	return (struct str) { room, written };
}

/* Gets the value of a letter; false if it has none. */
static bool
letter_value(char letter, unsigned *value)
{
	for (size_t i = 0; i < COUNT(runs); i++)
		if (letter >= runs[i].first && letter <= runs[i].last) {
			*value =
			    runs[i].value + (unsigned)(letter - runs[i].first);
			return true;
		}
	return false;
}

/* Decodes four letters, of which the last may be padding. */
static bool
decode_group(const char letters[LETTERS], size_t len, unsigned char *bytes)
{
	uint32_t group = 0;
	unsigned value;

	for (size_t i = 0; i < LETTERS; i++) {
		value = 0;
		if (i <= len && !letter_value(letters[i], &value))
			return false;
		group = group << BITS | value;
	}
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(group >> (8 * (BYTES - 1 - i)));
	/* The unused bits must be zero. */
	return (group & ((UINT32_C(1) << (8 * (BYTES - len))) - 1)) == 0;
}

/*
 * Returns how many bytes the last group of a text has: fewer if it is padded.
 */
static size_t
last_group(struct str text)
{
	size_t len = BYTES;

	while (len > 1 && text.at[text.len - 1 - (BYTES - len)] == PADDING)
		len--;
	return len;
}

bool
base64_decode(struct str text, void *room, size_t size, size_t *written)
{
	unsigned char *const to = room;
	size_t len;

	if (text.len % LETTERS != 0)
		return false;
	if (text.len == 0) {
		*written = 0;
		return true;
	}
	len = BASE64_BYTES(text.len) - BYTES + last_group(text);
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
