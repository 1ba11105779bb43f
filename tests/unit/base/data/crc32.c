/*
 * server/base/data/crc32: the values that gzip computes, in one piece and in
 * several, and each bit of a text.
 */
#include "server/base/data/crc32.h"

#include <string.h>

#include "tests/lib/tap.h"

#define SIZE 300

static const struct {
	const char *text;
	uint32_t crc;
} known[] = {
	{ "", 0 },
	{ "a", 0xe8b7be43 },
	{ "123456789", 0xcbf43926 },
	{ "The quick brown fox jumps over the lazy dog", 0x414fa339 },
};

/* A bit at a time, as the definition has it. */
static uint32_t
slowly(const unsigned char *at, size_t len)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		crc ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void
every_length_and_cut(void)
{
	unsigned char data[SIZE];
	bool same = true, joined = true;

	for (size_t i = 0; i < SIZE; i++)
		data[i] = (unsigned char)(i * 89 + i / 7);
	for (size_t len = 0; len < SIZE; len++) {
		same = same && crc32(0, data, len) == slowly(data, len);
		joined = joined &&
		    crc32(crc32(0, data, len), data + len, SIZE - len) ==
			slowly(data, SIZE);
	}
	TAP_OK(same, "each length has the CRC of the definition");
	TAP_OK(joined, "and in two pieces it is the same");
}

static void
every_bit(void)
{
	unsigned char data[64] = "each bit of it counts";
	const uint32_t whole = crc32(0, data, sizeof(data));
	bool found = true;

	for (size_t i = 0; i < 8 * sizeof(data); i++) {
		data[i / 8] ^= (unsigned char)(1 << i % 8);
		found = found && crc32(0, data, sizeof(data)) != whole;
		data[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	TAP_OK(found, "a flipped bit changes it");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(known); i++)
		TAP_NUM(crc32(0, known[i].text, strlen(known[i].text)),
		    known[i].crc, "the CRC of \"%s\"", known[i].text);
	every_length_and_cut();
	every_bit();
	return tap_done();
}
