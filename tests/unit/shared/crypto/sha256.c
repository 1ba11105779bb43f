/*
 * shared/crypto/sha256: the examples of NIST, and of RFC 4231 for HMAC, however
 * the bytes are cut into parts, from wherever they are.
 */
#include "shared/crypto/sha256.h"

#include <string.h>

#include "tests/lib/dice.h"
#include "tests/lib/hex.h"
#include "tests/lib/tap.h"

#define LONGEST 1000
#define TRIES 2000

/* Examples of FIPS 180-4. */
static const struct {
	struct str bytes;
	const char *digest;
} examples[] = {
	{ { NULL, 0 },
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ { "abc", 3 },
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
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
	struct hmac_key key;
	struct hmac message;
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)dice(256);
	hmac_key_set(&key, bytes, 20);
	for (unsigned i = 0; i < TRIES; i++) {
		const size_t skip = dice(9);
		const size_t len = dice((uint32_t)(sizeof(bytes) - skip + 1));
		sha256(bytes + skip, len, whole);
		sha256_begin(&sum);
		add_parts(&sum, bytes + skip, len);
		sha256_end(&sum, parts);
		wrong += memcmp(whole, parts, sizeof(whole)) != 0;
		hmac_of(&key, bytes + skip, len, whole);
		hmac_begin(&message, &key);
		hmac_add(&message, bytes + skip, len / 3);
		hmac_add(&message, bytes + skip + len / 3, len - len / 3);
		hmac_end(&message, parts);
		wrong += memcmp(whole, parts, sizeof(whole)) != 0;
	}
	TAP_NUM(wrong, 0, "%d digests of parts at random", TRIES);
}

#define TEN(text) text text text text text text text text text text

static const struct str data_of_6 =
    LIT("Test Using Larger Than Block-Size Key - Hash Key First");
static const struct str data_of_7 =
    LIT("This is a test using a larger than block-size key and a larger "
	"than block-size data. The key needs to be hashed before being used "
	"by the HMAC algorithm.");

/* Of section 4 of RFC 4231. */
static const struct {
	struct str key;
	struct str data;
	const char *code;
} codes[] = {
	{ LIT(TEN("\x0b") TEN("\x0b")), LIT("Hi There"),
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ LIT("Jefe"), LIT("what do ya want for nothing?"),
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ LIT(TEN(TEN("\xaa")) TEN("\xaa\xaa\xaa") "\xaa"), { NULL, 0 },
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
	{ LIT(TEN(TEN("\xaa")) TEN("\xaa\xaa\xaa") "\xaa"), { NULL, 0 },
	    "9b09ffa71b942fcb27635fbcd5b0e944"
	    "bfdc63644f0713938a7f51535c3a35e2" },
};

static void
knows_codes(void)
{
	unsigned char got[HMAC_SIZE];
	struct hmac_key set;

	for (size_t i = 0; i < COUNT(codes); i++) {
		const struct str key = codes[i].key;
		struct str data = codes[i].data;
		if (data.at == NULL)
			data = i == 2 ? data_of_6 : data_of_7;
		hmac_key_set(&set, key.at, key.len);
		hmac_of(&set, data.at, data.len, got);
		TAP_STR(hex(got, strlen(codes[i].code) / 2),
		    str_from(codes[i].code), "a key of %zu bytes", key.len);
	}
}

int
main(void)
{
	dice_begin();
	knows_examples();
	knows_codes();
	takes_any_parts();
	return tap_done();
}
