/* SCRAM without a memory: see keeper_scram.h. */
#include "helpers/keeper_scram.h"

#include "shared/crypto/hmac.h"
#include "shared/crypto/secret.h"

/* Room for the client's first message without its header, rebuilt. */
#define BARE (SCRAM_NAME_TEXT + SCRAM_NONCE + NONCE_BYTES + 8)

static void
add_folded(struct hmac *hmac, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		const unsigned char c = str_lower(name.at[i]);
		hmac_add(hmac, &c, 1);
	}
}

static void
invent(const struct store *store, struct str name, uint32_t rounds,
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
scram_account(const struct store *store, struct str name, uint32_t rounds,
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

static bool
keeper_scram_say(struct buf *answer, struct str text)
{
	char room[SCRAM_TEXT];
	size_t len;

	return base64_encode(text.at, text.len, room, sizeof(room), &len) &&
	    BUF_CAT(answer, (struct str) { room, len });
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

/* Returns the parts of a message that was read. */
static struct nonce_first
parts_of(const struct scram_first *read)
{
	const char *end = read->nonce.at + read->nonce.len;

	return (struct nonce_first) { .header = read->header,
		.user = str_of(&read->user),
		.nonce = read->nonce,
		.rest = {
		    end, (size_t)(read->bare.at + read->bare.len - end) } };
}

enum code
scram_begin(const struct scram_step *step, struct buf *answer)
{
	char said[SCRAM_MESSAGE], both_room[SCRAM_BOTH_NONCES],
	    first_room[SCRAM_SERVER_FIRST];
	struct scram_first read;
	struct nonce_first first;
	struct store_account account;
	struct buf both, server;
	enum code code;
	size_t len;

	if (!base64_decode(step->text, said, sizeof(said), &len) ||
	    scram_read_first((struct str) { said, len }, &read) != SCRAM_OK)
		return CODE_BAD_TEXT;
	if (!is_as_itself(&read))
		return CODE_NOT_ALLOWED;
	first = parts_of(&read);
	(void)scram_account(
	    step->bond.store, first.user, step->rounds, &account);
	buf_init(&both, both_room, sizeof(both_room));
	code = nonce_make(&first, &step->bond, &account, &both);
	if (code != CODE_OK)
		return code;
	buf_init(&server, first_room, sizeof(first_room));
	write_first(buf_str(&both), &account, &server);
	(void)keeper_scram_say(answer, buf_str(&server)); /* there is room */
	return CODE_OK;
}

static void
add_escaped(struct buf *bare, struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == ',')
			(void)BUF_CAT(bare, STR("=2C"));
		else if (name.at[i] == '=')
			(void)BUF_CAT(bare, STR("=3D"));
		else
			(void)BUF_CAT(bare, (struct str) { name.at + i, 1 });
}

/*
 * Rebuilds the message. There is only one way to write each (scram_read.c), so
 * the result is identical to what the client sent.
 */
static void
write_bare(const struct nonce_first *first, struct buf *bare)
{
	(void)BUF_CAT(bare, STR("n=")); /* it fits, and so does the rest */
	add_escaped(bare, first->user);
	(void)BUF_CAT(bare, STR(",r="), first->nonce, first->rest);
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
	(void)keeper_scram_say(answer, (struct str) { room, sizeof(room) });
}

/*
 * Returns whether the client proves that it knows the account's secret, and if
 * so adds the server's proof.
 */
static bool
check(const struct store_account *account, const struct nonce_first *first,
    const struct scram_final *final, struct buf *answer)
{
	char bare_room[BARE], first_room[SCRAM_SERVER_FIRST];
	struct buf bare, server;

	buf_init(&bare, bare_room, sizeof(bare_room));
	buf_init(&server, first_room, sizeof(first_room));
	write_bare(first, &bare);
	write_first(final->nonce, account, &server);
	const struct scram_auth auth = {
		.first_bare = buf_str(&bare),
		.server_first = buf_str(&server),
		.final_bare = final->bare,
	};
	if (!scram_proves(final->proof, &account->keys, &auth))
		return false;
	sign(&account->keys, &auth, answer);
	return true;
}

static enum code
judge(const struct scram_step *step, const struct scram_final *final,
    struct store_account *account, struct buf *answer)
{
	const struct str header = { final->header, final->header_len };
	struct nonce_carried carried;
	bool is_known;

	if (!nonce_read(final->nonce, &carried))
		return CODE_UNAVAILABLE;
	is_known = scram_account(
	    step->bond.store, carried.first.user, step->rounds, account);
	if (!nonce_is_good(&carried, header, &step->bond, account))
		return CODE_UNAVAILABLE;
	return check(account, &carried.first, final, answer) && is_known ?
	    CODE_OK :
	    CODE_NOT_ALLOWED;
}

enum code
scram_finish(
    const struct scram_step *step, struct store_name *name, struct buf *answer)
{
	char said[SCRAM_MESSAGE];
	struct store_account account;
	struct scram_final final;
	enum code code;
	size_t len;

	if (!base64_decode(step->text, said, sizeof(said), &len) ||
	    scram_read_final((struct str) { said, len }, &final) != SCRAM_OK)
		return CODE_BAD_TEXT;
	code = judge(step, &final, &account, answer);
	*name = account.name;
	secret_wipe(&account, sizeof(account));
	return code;
}
