/*
 * shared/crypto/sha256: the examples of RFC 4231 for HMAC; by parts, and by one
 * key many times.
 */
#include "shared/crypto/sha256.h"

#include "shared/crypto/secret.h"
#include "tests/lib/dice.h"
#include "tests/lib/hex.h"
#include "tests/lib/tap.h"

#define LONGEST 300
#define TRIES 500

#define TEN(text) text text text text text text text text text text
#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct str data_of_6 =
    BYTES("Test Using Larger Than Block-Size Key - Hash Key First");
static const struct str data_of_7 =
    BYTES("This is a test using a larger than block-size key and a larger "
	  "than block-size data. The key needs to be hashed before being used "
	  "by the HMAC algorithm.");

/* Section 4 of RFC 4231; of the fifth there are 16 bytes only. */
static const struct {
	struct str key;
	struct str data;
	const char *code;
} examples[] = {
	{ BYTES(TEN("\x0b") TEN("\x0b")), BYTES("Hi There"),
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ BYTES("Jefe"), BYTES("what do ya want for nothing?"),
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ BYTES(TEN("\xaa") TEN("\xaa")), BYTES(TEN("\xdd\xdd\xdd\xdd\xdd")),
	    "773ea91e36800e46854db8ebd09181a7"
	    "2959098b3ef8c122d9635514ced565fe" },
	{ BYTES("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
		"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"),
	    BYTES(TEN("\xcd\xcd\xcd\xcd\xcd")),
	    "82558a389a443c0ea4cc819899f2083a"
	    "85f0faa3e578f8077a2e3ff46729665b" },
	{ BYTES(TEN("\x0c") TEN("\x0c")), BYTES("Test With Truncation"),
	    "a3b6167473100ee06e0c796c2955552b" },
	{ BYTES(TEN(TEN("\xaa")) TEN("\xaa\xaa\xaa") "\xaa"), { NULL, 0 },
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
	{ BYTES(TEN(TEN("\xaa")) TEN("\xaa\xaa\xaa") "\xaa"), { NULL, 0 },
	    "9b09ffa71b942fcb27635fbcd5b0e944"
	    "bfdc63644f0713938a7f51535c3a35e2" },
};

static void
knows(struct str key, struct str data, const char *code, const char *what)
{
	unsigned char got[HMAC_SIZE];
	struct hmac_key set;

	hmac_key_set(&set, key.at, key.len);
	hmac(&set, data.at, data.len, got);
	TAP_STR(hex(got, strlen(code) / 2), str_from(code),
	    "%s: a key of %zu bytes", what, key.len);
}

static void
knows_examples(void)
{
	for (size_t i = 0; i < COUNT(examples); i++) {
		struct str data = examples[i].data;
		if (data.at == NULL)
			data = i == 5 ? data_of_6 : data_of_7;
		knows(examples[i].key, data, examples[i].code, "RFC 4231");
	}
}

/* One key for all messages, each of which comes in three parts. */
static void
takes_any_parts(void)
{
	unsigned char whole[HMAC_SIZE], parts[HMAC_SIZE];
	char bytes[LONGEST];
	struct hmac_key key;
	struct hmac message;
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)dice(256);
	hmac_key_set(&key, bytes, 20);
	for (unsigned i = 0; i < TRIES; i++) {
		const size_t len = dice(LONGEST + 1);
		const size_t first = dice((uint32_t)len + 1);
		const size_t second = dice((uint32_t)(len - first) + 1);
		hmac(&key, bytes, len, whole);
		hmac_begin(&message, &key);
		hmac_add(&message, bytes, first);
		hmac_add(&message, bytes + first, second);
		hmac_add(
		    &message, bytes + first + second, len - first - second);
		hmac_end(&message, parts);
		wrong += !secret_same(whole, parts, sizeof(whole));
	}
	TAP_NUM(wrong, 0, "%d messages of parts at random", TRIES);
}

int
main(void)
{
	dice_begin();
	knows_examples();
	takes_any_parts();
	return tap_done();
}
