/* The client's side of SCRAM-SHA-256: see scram_exchange.h. */
#include "net/scram_exchange.h"

#include "shared/crypto/base64.h"
#include "shared/crypto/secret.h"

/* "n,,": no channel binding, and nobody to act as; and its Base64. */
#define HEADER STR("n,,")
#define HEADER_TEXT STR("biws")

/* The server's first message, "r=NONCES,s=SALT,i=ROUNDS", and its parts. */
struct server_first {
	struct str whole;
	struct str nonces;
	char salt[SCRAM_MESSAGE];
	size_t salt_len;
	uint64_t rounds;
};

/* Appends the message in Base64. */
static bool
add_text(struct buf *to, struct str message)
{
	char room[BASE64_TEXT(SCRAM_MESSAGE)];
	size_t len;

	return base64_encode(
		   message.at, message.len, room, sizeof(room), &len) &&
	    BUF_CAT(to, ((struct str) { room, len }));
}

static bool
add_escaped(struct buf *to, struct str name)
{
	bool good = true;

	for (size_t i = 0; good && i < name.len; i++)
		if (name.at[i] == ',')
			good = BUF_CAT(to, STR("=2C"));
		else if (name.at[i] == '=')
			good = BUF_CAT(to, STR("=3D"));
		else
			good = BUF_CAT(to, ((struct str) { name.at + i, 1 }));
	return good;
}

bool
scram_exchange_begin(struct scram_exchange *exchange, struct str account,
    struct str nonce, struct buf *first)
{
	char room[SCRAM_MESSAGE];
	struct buf bare, message;

	*exchange = (struct scram_exchange) { .nonce_len = nonce.len };
	buf_init(&bare, exchange->bare, sizeof(exchange->bare));
	buf_init(&message, room, sizeof(room));
	if (!BUF_CAT(&bare, STR("n=")) || !add_escaped(&bare, account) ||
	    !BUF_CAT(&bare, STR(",r="), nonce))
		return false;
	exchange->bare_len = buf_len(&bare);
	return BUF_CAT(&message, HEADER, buf_str(&bare)) &&
	    add_text(first, buf_str(&message));
}

/* Takes an attribute such as "r=VALUE" off the front; false if it differs. */
static bool
take_attribute(struct str *rest, char letter, struct str *value)
{
	const char *comma;

	if (rest->len < 3 || rest->at[0] != letter || rest->at[1] != '=')
		return false;
	str_drop(rest, 2);
	comma = memchr(rest->at, ',', rest->len);
	*value = (struct str) { rest->at,
		comma != NULL ? (size_t)(comma - rest->at) : rest->len };
	str_drop(rest, value->len + (comma != NULL));
	return value->len > 0;
}

/* Reads the server's first message. Extensions at its end are optional. */
static bool
read_first(struct str text, struct server_first *first)
{
	struct str salt, rounds;

	first->whole = text;
	return take_attribute(&text, 'r', &first->nonces) &&
	    take_attribute(&text, 's', &salt) &&
	    take_attribute(&text, 'i', &rounds) &&
	    base64_decode(
		salt, first->salt, sizeof(first->salt), &first->salt_len) &&
	    first->salt_len > 0 &&
	    str_to_number(rounds, UINT32_MAX, &first->rounds);
}

/* Returns whether the nonces are ours and then one of the server's. */
static bool
continues_ours(const struct scram_exchange *exchange, struct str nonces)
{
	const struct str ours = { exchange->bare + exchange->bare_len -
		    exchange->nonce_len,
		exchange->nonce_len };

	return nonces.len > ours.len && nonces.len <= SCRAM_BOTH_NONCES &&
	    str_begins(nonces, ours);
}

/* Appends our last message, and notes what the server must answer. */
static bool
answer(struct scram_exchange *exchange, const unsigned char salted[SCRAM_KEY],
    const struct server_first *first, struct buf *final)
{
	char room[SCRAM_MESSAGE], text[BASE64_TEXT(SCRAM_KEY)];
	unsigned char proof[SCRAM_KEY];
	struct scram_auth auth = {
		.first_bare = { exchange->bare, exchange->bare_len },
		.server_first = first->whole,
	};
	struct scram_keys keys;
	struct buf message;

	buf_init(&message, room, sizeof(room));
	(void)BUF_CAT(&message, STR("c="), HEADER_TEXT, STR(",r="),
	    first->nonces); /* fits: nonces are short */
	auth.final_bare = buf_str(&message);
	scram_prove(salted, &auth, proof);
	scram_make_keys(salted, &keys);
	scram_sign(&keys, &auth, exchange->signature);
	secret_wipe(&keys, sizeof(keys));
	exchange->proved = true;
	return BUF_CAT(&message, STR(",p="),
		   base64_text(proof, sizeof(proof), text)) &&
	    add_text(final, buf_str(&message));
}

const char *
scram_exchange_prove(struct scram_exchange *exchange, struct str secret,
    struct str said, struct buf *final)
{
	char room[SCRAM_MESSAGE];
	unsigned char salted[SCRAM_KEY];
	struct server_first first = { .rounds = 0 };
	size_t len;

	if (!base64_decode(said, room, sizeof(room), &len) ||
	    !read_first((struct str) { room, len }, &first))
		return "the server's message is not valid";
	if (!continues_ours(exchange, first.nonces))
		return "the server's nonce does not continue ours";
	if (first.rounds < SCRAM_ROUNDS_LEAST ||
	    first.rounds > SCRAM_ROUNDS_MOST)
		return "the server asks for too few or too many rounds";
	(void)scram_salt(secret, (struct str) { first.salt, first.salt_len },
	    (uint32_t)first.rounds, salted); /* rounds is not 0 */
	const bool good = answer(exchange, salted, &first, final);
	secret_wipe(salted, sizeof(salted));
	return good ? NULL : "the answer is too long";
}

bool
scram_exchange_is_signed(const struct scram_exchange *exchange, struct str said)
{
	char text[SCRAM_MESSAGE];
	unsigned char signature[SCRAM_KEY];
	size_t len, signature_len;

	if (!exchange->proved ||
	    !base64_decode(said, text, sizeof(text), &len) || len < 2 ||
	    text[0] != 'v' || text[1] != '=')
		return false;
	return base64_decode((struct str) { text + 2, len - 2 }, signature,
		   sizeof(signature), &signature_len) &&
	    signature_len == sizeof(signature) &&
	    secret_same(signature, exchange->signature, sizeof(signature));
}
