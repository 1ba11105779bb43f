/*
 * shared/crypto/base64: the examples of RFC 4648, and every letter, written and
 * read back; each malformed text is refused.
 */
#include "shared/crypto/base64.h"

#include "tests/lib/tap.h"

#define LONGEST 100
#define UNTOUCHED 77

/* Section 10, and all letters in their order. */
static const struct {
	struct str bytes;
	struct str text;
} examples[] = {
	{ LIT(""), LIT("") },
	{ LIT("f"), LIT("Zg==") },
	{ LIT("fo"), LIT("Zm8=") },
	{ LIT("foobar"), LIT("Zm9vYmFy") },
	{ LIT("\xff\xff"), LIT("//8=") },
	{ LIT("\0\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3\x8f\x41\x14\x93\x51"
	      "\x55\x97\x61\x96\x9b\x71\xd7\x9f\x82\x18\xa3\x92\x59\xa7\xa2"
	      "\x9a\xab\xb2\xdb\xaf\xc3\x1c\xb3\xd3\x5d\xb7\xe3\x9e\xbb\xf3"
	      "\xdf\xbf"),
	    LIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+/") },
};

static const struct {
	const char *what;
	struct str text;
} malformed[] = {
	{ "padding is missing", LIT("Zg") },
	{ "a letter too many", LIT("Zm9vY") },
	{ "three of it", LIT("Z===") },
	{ "padding in the middle", LIT("Zg==Zg==") },
	{ "a letter behind padding", LIT("Zg=v") },
	{ "bits of one byte left over", LIT("Zh==") },
	{ "bits of two bytes left over", LIT("Zm9=") },
	{ "a line's end behind it", LIT("Zm9v\n") },
	{ "a NUL", LIT("Zm9\0") },
	{ "the alphabet of section 5", LIT("-_-_") },
	{ "no ASCII", LIT("Zm9\xf6") },
	{ "next to the letters", LIT("Zm9@") },
	{ "likewise", LIT("Zm9[") },
	{ "wrong in the first group", LIT("Z!9vYmFy") },
};

/* In rooms that are just large enough. */
static void
knows_examples(void)
{
	char text[LONGEST], bytes[LONGEST];
	size_t len;

	for (size_t i = 0; i < COUNT(examples); i++) {
		const struct str e = examples[i].bytes, d = examples[i].text;
		TAP_STR(base64_text(e.at, e.len, text), d,
		    "%zu bytes are this text", e.len);
		TAP_NUM(BASE64_TEXT(e.len), d.len, "as long as was said");
		len = UNTOUCHED;
		TAP_OK(base64_decode(d, bytes, e.len, &len), "and back");
		TAP_OK(
		    str_eq((struct str) { bytes, len }, e), "it is the bytes");
		TAP_OK(e.len <= BASE64_BYTES(d.len), "no more than was said");
	}
}

static void
refuses(void)
{
	char bytes[LONGEST];
	size_t len = UNTOUCHED;

	for (size_t i = 0; i < COUNT(malformed); i++) {
		TAP_OK(!base64_decode(
			   malformed[i].text, bytes, sizeof(bytes), &len),
		    "%s", malformed[i].what);
		TAP_NUM(len, UNTOUCHED, "it has no length");
	}
}

int
main(void)
{
	knows_examples();
	refuses();
	return tap_done();
}
