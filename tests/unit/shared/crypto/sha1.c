/*
 * shared/crypto/sha1: the examples of RFC 3174, the one of RFC 6455, and every
 * length about the end of a block.
 */
#include "shared/crypto/sha1.h"

#include "tests/lib/hex.h"
#include "tests/lib/tap.h"

#define TEST3 "0123456701234567012345670123456701234567012345670123456701234567"

static const struct {
	const char *bytes;
	size_t times;
	const char *digest;
} examples[] = {
	{ "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
	{ "a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
	{ TEST3, 10, "dea356a2cddd90c7a7ecedc5ebb563934f460452" },
	{ "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 1,
	    "b37a4f2cc0624f1690f64606cf385945b2bec4ea" },
	{ "", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	/* By sha1sum(1): the end just fits a block, and does not. */
	{ "a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
	{ "a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
	{ "a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
	{ "a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
	{ "a", 65, "11655326c708d70319be2610e8a57d9a5b959d3b" },
};

int
main(void)
{
	static char room[1000000];

	for (size_t i = 0; i < COUNT(examples); i++) {
		const size_t len = strlen(examples[i].bytes);
		unsigned char digest[SHA1_SIZE];
		for (size_t at = 0; at < examples[i].times; at++)
			memcpy(room + at * len, examples[i].bytes, len);
		sha1(room, len * examples[i].times, digest);
		TAP_STR(hex(digest, sizeof(digest)),
		    str_from(examples[i].digest), "%zu times \"%s\"",
		    examples[i].times, examples[i].bytes);
	}
	return tap_done();
}
