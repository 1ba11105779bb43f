/*
 * shared/crypto/pbkdf2: the examples of RFC 7914, those that are widely
 * published, and as another program has it for the least and the longest key;
 * and what no key can be made of writes none.
 */
#include "shared/crypto/pbkdf2.h"

#include "shared/crypto/sha256.h"
#include "tests/lib/hex.h"
#include "tests/lib/tap.h"

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* The first two are of RFC 7914, section 11. */
static const struct {
	struct str password;
	struct str salt;
	uint32_t rounds;
	const char *key;
} examples[] = {
	{ BYTES("passwd"), BYTES("salt"), 1,
	    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
	    "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783" },
	{ BYTES("Password"), BYTES("NaCl"), 80000,
	    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
	    "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d" },
	{ BYTES("password"), BYTES("salt"), 1,
	    "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b" },
	{ BYTES("password"), BYTES("salt"), 2,
	    "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43" },
	{ BYTES("password"), BYTES("salt"), 4096,
	    "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a" },
	{ BYTES("passwordPASSWORDpassword"),
	    BYTES("saltSALTsaltSALTsaltSALTsaltSALTsalt"), 4096,
	    "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1"
	    "c635518c7dac47e9" },
	{ BYTES("pass\0word"), BYTES("sa\0lt"), 4096,
	    "89b69d0516f829893c696226650a8687" },
	/* a password that does not fit a block */
	{ BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	    BYTES("salt"), 5,
	    "bb7132ae76454885f0a4ac4c0cba6d0c1f6eea24e2e44796e0c08dae3acc9610"
	    "55" },
	{ { NULL, 0 }, { NULL, 0 }, 3, "b3" },
};

/* And no byte behind the key. */
static void
knows_examples(void)
{
	for (size_t i = 0; i < COUNT(examples); i++) {
		const size_t len = strlen(examples[i].key) / 2;
		unsigned char key[HEX_MOST + 1] = { 0 };
		TAP_OK(pbkdf2(examples[i].password, examples[i].salt,
			   examples[i].rounds, key, len),
		    "%u rounds", (unsigned)examples[i].rounds);
		TAP_STR(hex(key, len), str_from(examples[i].key),
		    "are a key of %zu bytes", len);
		TAP_NUM(key[len], 0, "and no more");
	}
}

/* All 128 parts count; the salt is longer than a block. */
static void
makes_the_longest(void)
{
	unsigned char key[PBKDF2_MOST], digest[SHA256_SIZE];
	char salt[200];

	memset(salt, 's', sizeof(salt));
	TAP_OK(pbkdf2(STR("key"), (struct str) { salt, sizeof(salt) }, 2, key,
		   sizeof(key)),
	    "the longest key");
	sha256(key, sizeof(key), digest);
	TAP_STR(hex(digest, sizeof(digest)),
	    STR("43e554dd6fe86e7c3a24d0fe0a2672ae"
		"f6dbeeed738943d2d44ba48c7c21bbce"),
	    "is as another program has it");
}

static void
refuses(void)
{
	static unsigned char key[PBKDF2_MOST + 1];
	size_t touched = 0;

	TAP_OK(!pbkdf2(STR("key"), STR("salt"), 0, key, 32), "no rounds");
	TAP_OK(!pbkdf2(STR("key"), STR("salt"), 1, key, 0), "no bytes");
	TAP_OK(!pbkdf2(STR("key"), STR("salt"), 1, key, sizeof(key)),
	    "too many bytes");
	for (size_t i = 0; i < sizeof(key); i++)
		touched += key[i] != 0;
	TAP_NUM(touched, 0, "nothing is written");
}

int
main(void)
{
	knows_examples();
	makes_the_longest();
	refuses();
	return tap_done();
}
