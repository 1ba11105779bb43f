/* SCRAM without a memory: see keeper_scram.h. */
#include "helpers/keeper/keeper_scram.h"

#include "shared/crypto/hmac.h"
#include "shared/crypto/secret.h"

/* Bytes of the server's part of a nonce. */
#define SCRAM_OWN_NONCE 18

/* The longest first message of the server: "r=BOTHNONCES,s=SALT,i=ROUNDS". */
#define SCRAM_SERVER_FIRST (SCRAM_BOTH_NONCES + 64)

/* The client's first message, and the two nonces. */
struct scram_opening {
	char said[SCRAM_MESSAGE];
	struct scram_first read; /* points into it */
	char room[SCRAM_BOTH_NONCES];
	struct buf both;
};

static void
add_folded(struct hmac *hmac, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		const unsigned char c = str_lower(name.at[i]);
		hmac_add(hmac, &c, 1);
	}
}

static void
invent(const struct store *store, struct str name, uint64_t rounds,
    struct store_account *account)
{
	unsigned char code[HMAC_SIZE];
	struct hmac_key key;
	struct hmac hmac;

	*account = (struct store_account) { .rounds = rounds };
	hmac_key_set(&key, store->cloak, sizeof(store->cloak));
	hmac_begin(&hmac, &key);
	hmac_add(&hmac, LITERAL("salt"));
	add_folded(&hmac, name);
	hmac_end(&hmac, code);
	memcpy(account->salt, code, sizeof(account->salt));
	memcpy(account->keys.stored, code, sizeof(account->keys.stored));
	secret_wipe(&key, sizeof(key));
}

bool
scram_account(const struct store *store, struct str name, uint64_t rounds,
    struct store_account *account)
{
	if (store_account(store, name, account))
		return true;
	invent(store, name, rounds, account);
	return false;
}

/* Writes "r=BOTHNONCES,s=SALT,i=ROUNDS". */
static void
write_first(
    struct str both, const struct store_account *account, struct buf *first)
{
	char salt[BASE64_TEXT(STORE_SALT)];

	(void)BUF_CAT(first, STR("r="), both, STR(",s="),
	    base64_text(account->salt, STORE_SALT, salt), STR(",i="),
	    DECIMAL(account->rounds)); /* fits */
}

static void
keeper_scram_say(struct buf *answer, struct str text)
{
	char room[SCRAM_TEXT];
	size_t len;

	if (base64_encode(text.at, text.len, room, sizeof(room), &len))
		(void)BUF_CAT(answer, (struct str) { room, len }); /* fits */
}

static struct str
str_of(const struct scram_name *name)
{
	return (struct str) { name->at, name->len };
}

/*
 * Returns whether the client wants to act as itself. Nobody may act as somebody
 * else.
 */
static bool
is_as_itself(const struct scram_first *first)
{
	return first->authzid.len == 0 ||
	    str_caseeq(str_of(&first->user), str_of(&first->authzid));
}

/*
 * Adds the client's nonce and the server's. Nobody else can make the latter: it
 * is a code over the exchange, which no other one has, and the client's
 * message.
 */
static void
add_nonces(const struct scram_step *step, struct str said,
    const struct scram_first *read, struct buf *both)
{
	unsigned char code[HMAC_SIZE];
	char text[BASE64_TEXT(SCRAM_OWN_NONCE)];
	struct hmac_key key;
	struct hmac hmac;

	hmac_key_set(&key, step->store->cloak, sizeof(step->store->cloak));
	hmac_begin(&hmac, &key);
	hmac_add(&hmac, LITERAL("nonce"));
	hmac_add(&hmac, &step->exchange, sizeof(step->exchange));
	hmac_add(&hmac, said.at, said.len);
	hmac_end(&hmac, code);
	secret_wipe(&key, sizeof(key));
	(void)BUF_CAT(both, read->nonce,
	    base64_text(code, SCRAM_OWN_NONCE, text)); /* fits */
}

/* Reads the client's first message. */
static enum code
read_first(const struct scram_step *step, struct scram_opening *opening)
{
	size_t len;

	if (!base64_decode(
		step->first, opening->said, sizeof(opening->said), &len) ||
	    scram_read_first((struct str) { opening->said, len },
		&opening->read) != SCRAM_OK)
		return CODE_BAD_TEXT;
	if (!is_as_itself(&opening->read))
		return CODE_NOT_ALLOWED;
	buf_init(&opening->both, opening->room, sizeof(opening->room));
	add_nonces(step, (struct str) { opening->said, len }, &opening->read,
	    &opening->both);
	return CODE_OK;
}

enum code
scram_begin(const struct scram_step *step, struct buf *answer)
{
	char room[SCRAM_SERVER_FIRST];
	struct scram_opening opening;
	struct store_account account;
	struct buf server;
	const enum code code = read_first(step, &opening);

	if (code != CODE_OK)
		return code;
	(void)scram_account(
	    step->store, str_of(&opening.read.user), step->rounds, &account);
	buf_init(&server, room, sizeof(room));
	write_first(buf_str(&opening.both), &account, &server);
	keeper_scram_say(answer, buf_str(&server));
	return CODE_OK;
}

/* Writes "v=SIGNATURE". */
static void
sign(const struct scram_keys *keys, const struct scram_auth *auth,
    struct buf *answer)
{
	unsigned char signature[SCRAM_KEY];
	char room[2 + BASE64_TEXT(SCRAM_KEY)] = "v=";

	scram_sign(keys, auth, signature);
	(void)base64_text(signature, SCRAM_KEY, room + 2);
	keeper_scram_say(answer, (struct str) { room, sizeof(room) });
}

/*
 * Returns whether the client proves that it knows the account's secret, and if
 * so adds the server's proof.
 */
static bool
check(const struct store_account *account, const struct scram_opening *opening,
    const struct scram_final *final, struct buf *answer)
{
	char room[SCRAM_SERVER_FIRST];
	struct buf server;

	buf_init(&server, room, sizeof(room));
	write_first(final->nonce, account, &server);
	const struct scram_auth auth = {
		.first_bare = opening->read.bare,
		.server_first = buf_str(&server),
		.final_bare = final->bare,
	};
	if (!scram_proves(final->proof, &account->keys, &auth))
		return false;
	sign(&account->keys, &auth, answer);
	return true;
}

enum code
scram_finish(const struct scram_step *step, struct store_account *account,
    struct buf *answer)
{
	char said[SCRAM_MESSAGE];
	struct scram_opening opening;
	struct scram_final final;
	enum code code = read_first(step, &opening);
	bool is_known;
	size_t len;

	*account = (struct store_account) { .name_len = 0 };
	if (code != CODE_OK)
		return code;
	if (!base64_decode(step->final, said, sizeof(said), &len) ||
	    scram_read_final((struct str) { said, len }, &final) != SCRAM_OK)
		return CODE_BAD_TEXT;
	if (!str_eq(final.nonce, buf_str(&opening.both)) ||
	    !str_eq((struct str) { final.header, final.header_len },
		opening.read.header))
		return CODE_UNAVAILABLE;
	is_known = scram_account(
	    step->store, str_of(&opening.read.user), step->rounds, account);
	return check(account, &opening, &final, answer) && is_known ?
	    CODE_OK :
	    CODE_NOT_ALLOWED;
}
