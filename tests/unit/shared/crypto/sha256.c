/*
 * shared/crypto/sha256: the examples of NIST, and as other programs have it at
 * the borders of blocks; however the bytes are cut into parts, from wherever
 * they are; and nothing stays in a sum that has ended.
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

/* So many times "a"; as another program has them. */
static const struct {
	size_t len;
	const char *digest;
} borders[] = {
	{ 0,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ 1,
	    "ca978112ca1bbdcafac231b39a23dc4d"
	    "a786eff8147c4e72b9807785afee48bb" },
	{ 54,
	    "a3f01b6939256127582ac8ae9fb47a38"
	    "2a244680806a3f613a118851c1ca1d47" },
	{ 55,
	    "9f4390f8d30c2dd92ec9f095b65e2b9a"
	    "e9b0a925a5258e241c9f1e910f734318" },
	{ 56,
	    "b35439a4ac6f0948b6d6f9e3c6af0f5f"
	    "590ce20f1bde7090ef7970686ec6738a" },
	{ 57,
	    "f13b2d724659eb3bf47f2dd6af1accc8"
	    "7b81f09f59f2b75e5c0bed6589dfe8c6" },
	{ 63,
	    "7d3e74a05d7db15bce4ad9ec0658ea98"
	    "e3f06eeecf16b4c6fff2da457ddc2f34" },
	{ 64,
	    "ffe054fe7ae0cb6dc65c3af9b61d5209"
	    "f439851db43d0ba5997337df154668eb" },
	{ 65,
	    "635361c48bb9eab14198e76ea8ab7f1a"
	    "41685d6ad62aa9146d301d4f17eb0ae0" },
	{ 118,
	    "879dc4f05b19ebc3b037f4683633df13"
	    "32b054cf52fa372d323c421cb893a2aa" },
	{ 119,
	    "31eba51c313a5c08226adf18d4a359cf"
	    "dfd8d2e816b13f4af952f7ea6584dcfb" },
	{ 120,
	    "2f3d335432c70b580af0e8e1b3674a7c"
	    "020d683aa5f73aaaedfdc55af904c21c" },
	{ 121,
	    "e9615320128cc7a3d6078e9af0560318"
	    "8e5ccbf0d07d8b735d3df5e8e0c1281f" },
	{ 127,
	    "c57e9278af78fa3cab38667bef4ce29d"
	    "783787a2f731d4e12200270f0c32320a" },
	{ 128,
	    "6836cf13bac400e9105071cd6af47084"
	    "dfacad4e5e302c94bfed24e013afb73e" },
	{ 129,
	    "c12cb024a2e5551cca0e08fce8f1c5e3"
	    "14555cc3fef6329ee994a3db752166ae" },
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

static void
knows_borders(void)
{
	unsigned char digest[SHA256_SIZE];
	char bytes[LONGEST];

	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 0; i < COUNT(borders); i++) {
		sha256(bytes, borders[i].len, digest);
		TAP_STR(hex(digest, sizeof(digest)),
		    str_from(borders[i].digest), "%zu bytes", borders[i].len);
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

/* A sum that was copied goes on like the other. */
static void
can_be_copied(void)
{
	unsigned char one[SHA256_SIZE], other[SHA256_SIZE];
	struct sha256 sum, copy;

	sha256_begin(&sum);
	sha256_add(&sum, "ab", 2);
	copy = sum;
	sha256_add(&sum, "c", 1);
	sha256_end(&sum, one);
	sha256_add(&copy, "c", 1);
	sha256_end(&copy, other);
	TAP_OK(memcmp(one, other, sizeof(one)) == 0, "a copy goes on");
}

static void
wipes(void)
{
	static const struct sha256 zero;
	unsigned char digest[SHA256_SIZE];
	struct sha256 sum;

	sha256_begin(&sum);
	sha256_add(&sum, "secret", 6);
	sha256_end(&sum, digest);
	TAP_OK(memcmp(&sum, &zero, sizeof(sum)) == 0, "nothing stays in a sum");
}

/* Bytes are more than a size_t of 32 bits tells, and bits more than 2^32. */
static void
counts_far(void)
{
	static const uint64_t lens[] = { (UINT64_C(1) << 29) - 64,
		(UINT64_C(1) << 32) - 64, (UINT64_C(1) << 61) - 64 };
	static const char *const digests[] = {
		"ca47f20baf84e208a8d6a820f86fdd53"
		"21d03f3de250b339d00861fc0563667a",
		"b80821017f2758736e31a16822e3cc17"
		"ce7d2581a8692d8eb0e87d0752d14eea",
		"115c3c047b8887813e5ec9f6e68a8a65"
		"8a06bcda0498cd13ffd6718353193e9e"
	};
	unsigned char digest[SHA256_SIZE];
	struct sha256 begun, sum;

	sha256_begin(&begun);
	for (size_t i = 0; i < COUNT(lens); i++) {
		sha256_begin_at(&sum, &begun.state, lens[i]);
		sha256_add(&sum, "abc", 3);
		sha256_end(&sum, digest);
		TAP_STR(hex(digest, sizeof(digest)), str_from(digests[i]),
		    "behind %llu bytes", (unsigned long long)lens[i]);
	}
}

static void
is_bytes_and_words(void)
{
	static const unsigned char bytes[SHA256_SIZE] = { 0x01, 0x23, 0x45,
		0x67, 0x89, 0xab, 0xcd, 0xef, [SHA256_SIZE - 1] = 0xff };
	unsigned char back[SHA256_SIZE];
	struct sha256_state state;

	sha256_words(&state, bytes);
	TAP_OK(state.word[0] == 0x01234567 && state.word[1] == 0x89abcdef &&
		state.word[7] == 0xff,
	    "the first byte is the highest");
	sha256_bytes(&state, back);
	TAP_OK(memcmp(bytes, back, sizeof(back)) == 0, "and the way back");
}

int
main(void)
{
	dice_begin();
	knows_examples();
	knows_borders();
	knows_a_million();
	takes_any_parts();
	can_be_copied();
	counts_far();
	is_bytes_and_words();
	wipes();
	return tap_done();
}
