/*
 * shared/crypto/sha256: the examples of NIST, however the bytes are cut into
 * parts, from wherever they are.
 */
#include "shared/crypto/sha256.h"

#include <string.h>

#include "tests/lib/dice.h"
#include "tests/lib/hex.h"
#include "tests/lib/tap.h"

#define LONGEST 1000
#define TRIES 2000
#define MILLION 1000000

/* FIPS 180-4's examples, and two of its validation system. */
static const struct {
	struct str bytes;
	const char *digest;
} examples[] = {
	{ { NULL, 0 },
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ { "\xbd", 1 },
	    "68325720aabd7c82f30f554b313d0570"
	    "c95accbb7dc4b5aae11204c08ffe732b" },
	{ { "abc", 3 },
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ { "\xc9\x8c\x8e\x55", 4 },
	    "7abc22c0ae5af26ce93dbb94433a0e0b"
	    "2e119d014f8e7f65bd56c61ccccd9504" },
	{ { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56 },
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
	{ { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	      112 },
	    "cf5b16a778af8380036ce59e7b049237"
	    "0b249b11e8f07a51afac45037afee9d1" },
};

static void
knows_examples(void)
{
	unsigned char digest[SHA256_SIZE];

	for (size_t i = 0; i < COUNT(examples); i++) {
		sha256(examples[i].bytes.at, examples[i].bytes.len, digest);
		TAP_STR(hex(digest, sizeof(digest)),
		    str_from(examples[i].digest), "an example of %zu bytes",
		    examples[i].bytes.len);
	}
}

/* Added by parts that fit no block. */
static void
knows_a_million(void)
{
	unsigned char digest[SHA256_SIZE];
	char bytes[LONGEST];
	struct sha256 sum;

	memset(bytes, 'a', sizeof(bytes));
	sha256_begin(&sum);
	for (size_t i = 0; i < MILLION; i += LONGEST)
		sha256_add(&sum, bytes, sizeof(bytes));
	sha256_end(&sum, digest);
	TAP_STR(hex(digest, sizeof(digest)),
	    STR("cdc76e5c9914fb9281a1c7e284d73e67"
		"f1809a48a497200e046d39ccc7112cd0"),
	    "a million times a");
}

/* Where the parts end is at random; some are empty. */
static void
add_parts(struct sha256 *sum, const char *bytes, size_t len)
{
	while (len > 0) {
		const size_t most = len < 150 ? len : 150;
		const size_t part = dice((uint32_t)most + 1);
		sha256_add(sum, bytes, part);
		bytes += part;
		len -= part;
	}
}

static void
takes_any_parts(void)
{
	unsigned char whole[SHA256_SIZE], parts[SHA256_SIZE];
	char bytes[LONGEST];
	struct sha256 sum;
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)dice(256);
	for (unsigned i = 0; i < TRIES; i++) {
		const size_t skip = dice(9);
		const size_t len = dice((uint32_t)(sizeof(bytes) - skip + 1));
		sha256(bytes + skip, len, whole);
		sha256_begin(&sum);
		add_parts(&sum, bytes + skip, len);
		sha256_end(&sum, parts);
		wrong += memcmp(whole, parts, sizeof(whole)) != 0;
	}
	TAP_NUM(wrong, 0, "%d digests of parts at random", TRIES);
}

int
main(void)
{
	dice_begin();
	knows_examples();
	knows_a_million();
	takes_any_parts();
	return tap_done();
}
