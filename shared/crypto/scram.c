/* SCRAM-SHA-256: see scram.h. */
#include "shared/crypto/scram.h"

#include <string.h>

#include "shared/crypto/base64.h"
#include "shared/crypto/secret.h"
#include "shared/text/utf8.h"

/* The bits hashed in a round: the key's block and a digest. */
#define BITS ((SHA256_BLOCK + SHA256_SIZE) * 8)

/*
 * Hashes a digest as the last of two blocks, the first of which was the key's.
 */
static inline void
hash(struct sha256_state *state, const struct sha256_state *key,
    uint32_t block[SHA256_BLOCK_WORDS])
{
	memcpy(block, state->word, sizeof(state->word));
	block[8] = 0x80000000;
	for (size_t i = 9; i < SHA256_BLOCK_WORDS - 1; i++)
		block[i] = 0;
	block[SHA256_BLOCK_WORDS - 1] = BITS;
	*state = *key;
	sha256_block(state, block);
}

/*
 * Runs all rounds but the first, whose digest is in all, and adds each digest
 * to it.
 */
static void
add_rounds(
    struct sha256_state *all, const struct hmac_key *key, uint32_t rounds)
{
	uint32_t block[SHA256_BLOCK_WORDS];
	struct sha256_state last = *all;

	while (--rounds > 0) {
		hash(&last, &key->inner, block);
		hash(&last, &key->outer, block);
		for (size_t i = 0; i < SHA256_STATE_WORDS; i++)
			all->word[i] ^= last.word[i];
	}
	secret_wipe(block, sizeof(block));
	secret_wipe(&last, sizeof(last));
}

/*
 * Computes the only part of PBKDF2 that is needed: RFC 8018, section 5.2, F
 * with the number 1. Between the first and the last round all data are words,
 * in the block where they are hashed next.
 */
bool
scram_salt(struct str password, struct str salt, uint32_t rounds,
    unsigned char salted[SCRAM_KEY])
{
	const unsigned char end[] = { 0, 0, 0, 1 };
	struct sha256_state all;
	struct hmac_key key;
	struct hmac first;

	if (rounds == 0)
		return false;
	hmac_key_set(&key, password.at, password.len);
	hmac_begin(&first, &key);
	hmac_add(&first, salt.at, salt.len);
	hmac_add(&first, end, sizeof(end));
	hmac_end(&first, salted);
	sha256_words(&all, salted);
	add_rounds(&all, &key, rounds);
	sha256_bytes(&all, salted);
	secret_wipe(&all, sizeof(all));
	secret_wipe(&key, sizeof(key));
	return true;
}

/* Computes ClientKey or ServerKey, by its name. */
static void
make_key(const unsigned char salted[SCRAM_KEY], struct str name,
    unsigned char key[SCRAM_KEY])
{
	struct hmac_key set;

	hmac_key_set(&set, salted, SCRAM_KEY);
	hmac_of(&set, name.at, name.len, key);
	secret_wipe(&set, sizeof(set));
}

/* Signs AuthMessage: its parts, separated by commas. */
static void
sign(const unsigned char key[SCRAM_KEY], const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY])
{
	struct hmac_key set;
	struct hmac message;

	hmac_key_set(&set, key, SCRAM_KEY);
	hmac_begin(&message, &set);
	hmac_add(&message, auth->first_bare.at, auth->first_bare.len);
	hmac_add(&message, ",", 1);
	hmac_add(&message, auth->server_first.at, auth->server_first.len);
	hmac_add(&message, ",", 1);
	hmac_add(&message, auth->final_bare.at, auth->final_bare.len);
	hmac_end(&message, signature);
	secret_wipe(&set, sizeof(set));
}

/* Hides a key with a signature, or recovers it. */
static void
mix(unsigned char key[SCRAM_KEY], const unsigned char signature[SCRAM_KEY])
{
	for (size_t i = 0; i < SCRAM_KEY; i++)
		key[i] ^= signature[i];
}

void
scram_make_keys(const unsigned char salted[SCRAM_KEY], struct scram_keys *keys)
{
	unsigned char client[SCRAM_KEY];

	make_key(salted, STR("Client Key"), client);
	sha256(client, sizeof(client), keys->stored);
	make_key(salted, STR("Server Key"), keys->server);
	secret_wipe(client, sizeof(client));
}

void
scram_prove(const unsigned char salted[SCRAM_KEY],
    const struct scram_auth *auth, unsigned char proof[SCRAM_KEY])
{
	unsigned char stored[SCRAM_KEY], signature[SCRAM_KEY];

	make_key(salted, STR("Client Key"), proof);
	sha256(proof, SCRAM_KEY, stored);
	sign(stored, auth, signature);
	mix(proof, signature);
	secret_wipe(stored, sizeof(stored));
	secret_wipe(signature,
	    sizeof(signature)); /* it reveals the key, given the proof */
}

bool
scram_proves(const unsigned char proof[SCRAM_KEY],
    const struct scram_keys *keys, const struct scram_auth *auth)
{
	unsigned char client[SCRAM_KEY], stored[SCRAM_KEY];
	bool good;

	sign(keys->stored, auth, client);
	mix(client, proof);
	sha256(client, sizeof(client), stored);
	good = secret_same(stored, keys->stored, sizeof(stored));
	secret_wipe(client, sizeof(client));
	secret_wipe(stored, sizeof(stored));
	return good;
}

void
scram_sign(const struct scram_keys *keys, const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY])
{
	sign(keys->server, auth, signature);
}

/* Returns whether the part has the form "LETTER=...". */
static bool
has_letter(struct str part, char letter)
{
	return part.len >= 2 && part.at[0] == letter && part.at[1] == '=';
}

static struct str
value_of(struct str part)
{
	return (struct str) { part.at + 2, part.len - 2 };
}

static bool
add_letters(struct scram_name *name, const char *letters, size_t len)
{
	if (len > sizeof(name->at) - name->len)
		return false;
	memcpy(name->at + name->len, letters, len);
	name->len += len;
	return true;
}

/* Takes a name, in which "," and "=" are escaped (section 5.1, "n"). */
static bool
take_name(struct str text, struct scram_name *name)
{
	uint32_t c;
	size_t len;

	if (text.len == 0)
		return false;
	for (; text.len > 0; str_drop(&text, len)) {
		struct str letters = text;
		len = utf8_decode(text.at, text.len, &c);
		if (len == 0 || c == 0)
			return false;
		letters.len = len;
		if (c == '=') {
			len = 3;
			if (str_begins(text, STR("=2C")))
				letters = STR(",");
			else if (!str_begins(text, STR("=3D")))
				return false;
		}
		if (!add_letters(name, letters.at, letters.len))
			return false;
	}
	return true;
}

/* Takes a nonce: "printable" in the ABNF has neither space nor comma. */
static bool
take_nonce(struct str text, size_t most, struct str *nonce)
{
	if (text.len == 0 || text.len > most)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return false;
	*nonce = text;
	return true;
}

/* The letters that already have a meaning (section 5.1), as a string. */
static const char known[] = "aceimnprsv";

/* Returns whether the text is a value: at least one character, and no NUL. */
static bool
is_value(struct str text)
{
	uint32_t c;
	size_t len;

	if (text.len == 0)
		return false;
	for (; text.len > 0; str_drop(&text, len)) {
		len = utf8_decode(text.at, text.len, &c);
		if (len == 0 || c == 0)
			return false;
	}
	return true;
}

/*
 * Skips extensions, but not one that is not well-formed, or that must be
 * understood ("m").
 */
static bool
pass_extensions(struct str rest)
{
	while (rest.at != NULL) {
		const struct str part = str_cut(&rest, ',');
		const char letter = (char)(part.len > 0 ? part.at[0] : 0);
		const char small = (char)(letter | 0x20); /* in lower case */
		if (small < 'a' || small > 'z' ||
		    strchr(known, letter) != NULL ||
		    !has_letter(part, letter) || !is_value(value_of(part)))
			return false;
	}
	return true;
}

/* Cuts off the part with that letter, and gets its value. */
static bool
take_part(struct str *rest, char letter, struct str *value)
{
	const struct str part = str_cut(rest, ',');

	if (!has_letter(part, letter))
		return false;
	*value = value_of(part);
	return true;
}

/*
 * Cuts off "n,a=AUTHZID,", which begins with the client's flag for channel
 * binding; "y" means that the client supports it but thinks that the server
 * does not.
 */
static bool
take_gs2_header(struct str *rest, struct scram_first *first)
{
	const char *const begin = rest->at;
	const struct str flag = str_cut(rest, ',');
	struct str authzid;

	if (!str_eq(flag, STR("n")) && !str_eq(flag, STR("y")))
		return false;
	authzid = str_cut(rest, ',');
	if (rest->at == NULL)
		return false;
	first->header = (struct str) { begin, (size_t)(rest->at - begin) };
	return authzid.len == 0 ||
	    (has_letter(authzid, 'a') &&
		take_name(value_of(authzid), &first->authzid));
}

bool
scram_read_first(struct str text, struct scram_first *first)
{
	struct str value;

	*first = (struct scram_first) { .header = { NULL, 0 } };
	if (text.len > SCRAM_MESSAGE || !take_gs2_header(&text, first))
		return false;
	first->bare = text;
	return take_part(&text, 'n', &value) &&
	    take_name(value, &first->user) && take_part(&text, 'r', &value) &&
	    take_nonce(value, SCRAM_NONCE, &first->nonce) &&
	    pass_extensions(text);
}

bool
scram_read_final(struct str text, struct scram_final *final)
{
	struct str value, rest, proof;
	size_t len = text.len;

	*final = (struct scram_final) { .header_len = 0 };
	while (len > 0 && text.at[len - 1] != ',')
		len--;
	if (len == 0 || text.len > SCRAM_MESSAGE)
		return false;
	final->bare = rest = (struct str) { text.at, len - 1 };
	proof = (struct str) { text.at + len, text.len - len };
	return take_part(&rest, 'c', &value) &&
	    base64_decode(value, final->header, sizeof(final->header),
		&final->header_len) &&
	    take_part(&rest, 'r', &value) &&
	    take_nonce(value, SCRAM_BOTH_NONCES, &final->nonce) &&
	    pass_extensions(rest) && take_part(&proof, 'p', &value) &&
	    base64_decode(value, final->proof, sizeof(final->proof), &len) &&
	    len == sizeof(final->proof);
}
