/* SCRAM for many at once: see keeper_scram.h. */
#include "helpers/keeper_scram.h"

#include "shared/entropy.h"
#include "shared/hmac.h"
#include "shared/secret.h"

/* What the server adds to a nonce; in Base64 without padding. */
#define NONCE 18

static struct scram_talk *
find(struct scram_talks *talks, uint64_t number)
{
	for (size_t i = 0; i < SCRAM_TALKS; i++)
		if (talks->talk[i].number == number)
			return &talks->talk[i];
	return NULL;
}

/* A new one, in the place of the oldest where there are too many. */
static struct scram_talk *
make(struct scram_talks *talks, uint64_t number)
{
	struct scram_talk *made = &talks->talk[0];

	for (size_t i = 0; i < SCRAM_TALKS && made->number != 0; i++)
		if (talks->talk[i].number == 0 ||
		    talks->talk[i].age < made->age)
			made = &talks->talk[i];
	secret_wipe(made, sizeof(*made));
	made->number = number;
	made->age = ++talks->begun;
	return made;
}

void
scram_forget(struct scram_talks *talks, uint64_t number)
{
	struct scram_talk *talk = number != 0 ? find(talks, number) : NULL;

	if (talk != NULL)
		secret_wipe(talk, sizeof(*talk));
}

static void
add_folded(struct hmac *hmac, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		hmac_add(hmac, &c, 1);
	}
}

/* The same for a name each time, or that would tell. */
void
scram_invent(const struct store *store, struct str name, uint32_t rounds,
    struct store_account *account)
{
	unsigned char code[HMAC_SIZE];
	struct hmac_key key;
	struct hmac hmac;

	*account = (struct store_account) { .rounds = rounds };
	hmac_key_set(&key, store->cloak, sizeof(store->cloak));
	hmac_begin(&hmac, &key);
	hmac_add(&hmac, "salt", 4);
	add_folded(&hmac, name);
	hmac_end(&hmac, code);
	memcpy(account->salt, code, sizeof(account->salt));
	memcpy(account->keys.stored, code, sizeof(account->keys.stored));
	secret_wipe(&key, sizeof(key));
}

static void
find_account(struct scram_talk *talk, const struct store *store,
    struct str name, uint32_t rounds, struct store_account *account)
{
	const struct store_account *found =
	    store_find(store, STORE_ACCOUNT, name);

	talk->is_known = found != NULL;
	if (found != NULL)
		*account = *found;
	else
		scram_invent(store, name, rounds, account);
	talk->name = account->name;
	talk->keys = account->keys;
}

static bool
add_nonce(struct scram_talk *talk, struct str nonce)
{
	unsigned char bytes[NONCE];
	char text[BASE64_TEXT(NONCE)];
	struct buf both;
	size_t len;

	if (!entropy_draw(bytes, sizeof(bytes)))
		return false;
	(void)base64_encode(bytes, sizeof(bytes), text, sizeof(text), &len);
	buf_init(&both, talk->nonce, sizeof(talk->nonce));
	(void)BUF_CAT(&both, nonce, (struct str) { text, len }); /* fits */
	talk->nonce_len = buf_len(&both);
	return true;
}

static void
write_first(struct scram_talk *talk, const struct store_account *account)
{
	char salt[BASE64_TEXT(STORE_SALT)], digits[STR_DIGITS];
	struct buf first;
	size_t len;

	(void)base64_encode(
	    account->salt, sizeof(account->salt), salt, sizeof(salt), &len);
	buf_init(&first, talk->server, sizeof(talk->server));
	(void)BUF_CAT(&first, STR("r="),
	    (struct str) { talk->nonce, talk->nonce_len }, STR(",s="),
	    (struct str) { salt, len }, STR(",i="),
	    str_number(account->rounds, digits)); /* fits */
	talk->server_len = buf_len(&first);
}

static bool
say(struct buf *answer, struct str text)
{
	char room[SCRAM_TEXT];
	size_t len;

	return base64_encode(text.at, text.len, room, sizeof(room), &len) &&
	    BUF_CAT(answer, (struct str) { room, len });
}

/* As another than whose password it is nobody acts. */
static bool
is_as_itself(const struct scram_first *first)
{
	const struct str user = { first->user.at, first->user.len };
	const struct str as = { first->authzid.at, first->authzid.len };

	return as.len == 0 || str_same(user, as);
}

static void
keep_said(struct scram_talk *talk, const struct scram_first *first)
{
	talk->header_len = first->header.len;
	memcpy(talk->header, first->header.at, first->header.len);
	talk->bare_len = first->bare.len;
	memcpy(talk->bare, first->bare.at, first->bare.len);
}

enum code
scram_begin(struct scram_talks *talks, const struct store *store,
    uint64_t number, uint32_t rounds, struct str text, struct buf *answer)
{
	char said[SCRAM_MESSAGE];
	struct store_account account;
	struct scram_first first;
	struct scram_talk *talk;
	size_t len;

	if (!base64_decode(text, said, sizeof(said), &len) ||
	    scram_read_first((struct str) { said, len }, &first) != SCRAM_OK)
		return CODE_BAD_TEXT;
	if (!is_as_itself(&first))
		return CODE_NOT_ALLOWED;
	talk = make(talks, number);
	keep_said(talk, &first);
	find_account(talk, store,
	    (struct str) { first.user.at, first.user.len }, rounds, &account);
	if (!add_nonce(talk, first.nonce)) {
		scram_forget(talks, number);
		return CODE_UNAVAILABLE;
	}
	write_first(talk, &account);
	(void)say(answer, (struct str) { talk->server, talk->server_len });
	return CODE_OK;
}

/* "v=SIGNATURE". */
static void
sign(const struct scram_talk *talk, const struct scram_auth *auth,
    struct buf *answer)
{
	unsigned char signature[SCRAM_KEY];
	char room[2 + BASE64_TEXT(SCRAM_KEY)] = "v=";
	size_t len;

	scram_sign(&talk->keys, auth, signature);
	(void)base64_encode(
	    signature, sizeof(signature), room + 2, sizeof(room) - 2, &len);
	(void)say(answer, (struct str) { room, len + 2 });
}

static enum code
check(const struct scram_talk *talk, const struct scram_final *final,
    struct buf *answer)
{
	const struct scram_auth auth = {
		.first_bare = { talk->bare, talk->bare_len },
		.server_first = { talk->server, talk->server_len },
		.final_bare = final->bare,
	};
	const struct str header = { talk->header, talk->header_len };
	const struct str nonce = { talk->nonce, talk->nonce_len };

	if (scram_check_final(final, header, nonce) != SCRAM_OK)
		return CODE_BAD_TEXT;
	if (!scram_proves(final->proof, &talk->keys, &auth) || !talk->is_known)
		return CODE_NOT_ALLOWED;
	sign(talk, &auth, answer);
	return CODE_OK;
}

enum code
scram_finish(struct scram_talks *talks, uint64_t number, struct str text,
    struct store_name *name, struct buf *answer)
{
	const struct scram_talk *talk =
	    number != 0 ? find(talks, number) : NULL;
	char said[SCRAM_MESSAGE];
	struct scram_final final;
	enum code code = CODE_BAD_TEXT;
	size_t len;

	if (talk == NULL)
		return CODE_UNAVAILABLE;
	if (base64_decode(text, said, sizeof(said), &len) &&
	    scram_read_final((struct str) { said, len }, &final) == SCRAM_OK)
		code = check(talk, &final, answer);
	*name = talk->name;
	scram_forget(talks, number);
	return code;
}
