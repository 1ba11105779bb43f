/*
 * shared/crypto/scram and shared/crypto/base64: what passes was read whole, for
 * put together again from what was read it is the same, byte by byte, but for
 * the extensions; and each limit is kept to.
 */
#include "shared/crypto/scram.h"

#include "shared/crypto/base64.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

/* The parts of a message. */
struct again {
	size_t len;
	char at[2 * SCRAM_MESSAGE];
};

static void
put(struct again *again, struct str s)
{
	MUST(s.len <= sizeof(again->at) - again->len, "it is longer");
	if (s.len > 0)
		memcpy(again->at + again->len, s.at, s.len);
	again->len += s.len;
}

static void
put_name(struct again *again, const struct scram_name *name)
{
	MUST(name->len > 0 && name->len <= SCRAM_NAME, "%zu bytes", name->len);
	MUST(wellformed((struct str) { name->at, name->len }) &&
		memchr(name->at, '\0', name->len) == NULL,
	    "a name is no text");
	for (size_t i = 0; i < name->len; i++)
		if (name->at[i] == ',')
			put(again, STR("=2C"));
		else if (name->at[i] == '=')
			put(again, STR("=3D"));
		else
			put(again, (struct str) { name->at + i, 1 });
}

static void
put_base64(struct again *again, const void *bytes, size_t len)
{
	char text[BASE64_TEXT(SCRAM_HEADER)];
	size_t text_len;

	MUST(base64_encode(bytes, len, text, sizeof(text), &text_len),
	    "it is longer than its limit");
	put(again, (struct str) { text, text_len });
}

static void
put_nonce(struct again *again, struct str nonce, size_t most)
{
	MUST(nonce.len > 0 && nonce.len <= most, "%zu bytes", nonce.len);
	for (size_t i = 0; i < nonce.len; i++)
		MUST(nonce.at[i] > ' ' && nonce.at[i] <= '~' &&
			nonce.at[i] != ',',
		    "byte %02x is in a nonce", (unsigned char)nonce.at[i]);
	put(again, STR(",r="));
	put(again, nonce);
}

/* A message is that, then extensions, then the rest. */
static void
is_same(const struct again *again, struct str text, struct str rest)
{
	MUST(text.len >= again->len + rest.len &&
		memcmp(text.at, again->at, again->len) == 0,
	    "it begins as another one");
	text.at += again->len;
	text.len -= again->len + rest.len;
	MUST(text.len == 0 || (text.len >= 4 && text.at[0] == ','),
	    "there is no extension");
	MUST(wellformed(text) &&
		(text.len == 0 || memchr(text.at, '\0', text.len) == NULL),
	    "an extension is no text");
	MUST(
	    rest.len == 0 || memcmp(text.at + text.len, rest.at, rest.len) == 0,
	    "it ends as another one");
}

static void
try_first(struct str text)
{
	static struct again again;
	struct scram_first first;

	if (!scram_read_first(text, &first))
		return;
	again.len = 0;
	put(&again, text.at[0] == 'y' ? STR("y,") : STR("n,"));
	if (first.authzid.len > 0) {
		put(&again, STR("a="));
		put_name(&again, &first.authzid);
	}
	put(&again, STR(","));
	MUST(text.len <= SCRAM_MESSAGE && again.len <= SCRAM_HEADER, "long");
	MUST(first.header.at == text.at && first.header.len == again.len &&
		first.bare.at == text.at + again.len &&
		first.bare.len == text.len - again.len,
	    "it is cut elsewhere");
	put(&again, STR("n="));
	put_name(&again, &first.user);
	put_nonce(&again, first.nonce, SCRAM_NONCE);
	is_same(&again, text, STR(""));
}

static void
try_final(struct str text)
{
	static struct again again, proof;
	struct scram_final final;

	if (!scram_read_final(text, &final))
		return;
	MUST(text.len <= SCRAM_MESSAGE && final.header_len <= SCRAM_HEADER,
	    "long");
	again.len = proof.len = 0;
	put(&again, STR("c="));
	put_base64(&again, final.header, final.header_len);
	put_nonce(&again, final.nonce, SCRAM_BOTH_NONCES);
	put(&proof, STR(",p="));
	put_base64(&proof, final.proof, sizeof(final.proof));
	is_same(&again, text, (struct str) { proof.at, proof.len });
	MUST(final.bare.at == text.at && final.bare.len == text.len - proof.len,
	    "it is cut elsewhere");
}

static void
try_base64(struct str text)
{
	static char bytes[SCRAM_MESSAGE], back[SCRAM_MESSAGE];
	size_t len, back_len;

	if (text.len > sizeof(back) ||
	    !base64_decode(text, bytes, sizeof(bytes), &len))
		return;
	MUST(base64_encode(bytes, len, back, sizeof(back), &back_len) &&
		str_eq(text, (struct str) { back, back_len }),
	    "the text of these bytes is another");
}

void
fuzz(struct str input)
{
	try_first(input);
	try_final(input);
	try_base64(input);
}
