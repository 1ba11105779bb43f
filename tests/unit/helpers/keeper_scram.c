/*
 * helpers/keeper_scram and keeper_nonce: any number of exchanges may be under
 * way, for nothing is kept of them; a second step counts only in its own
 * exchange, within a minute, and if nothing of what was said first is another
 * now; and an account that there is not cannot be told from one that is.
 */
#include "helpers/keeper_scram.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"

#define ROUNDS 16
#define NONCE "fyko+d2lbbFgONRv9qkxdawL"
#define MANY 1000

static struct store store;
static usec now = 1000 * SEC;

/* A client's exchange, between its two steps. */
struct exchange {
	uint64_t number;
	char header[64], bare[256], server[SCRAM_SERVER_FIRST + 1];
	struct str nonce; /* both, in server */
};

static void
make_account(const char *name, const char *secret)
{
	struct store_account account = { .rounds = ROUNDS };
	struct store_record record, old;
	unsigned char salted[SCRAM_KEY];

	MUST(store_set_name(&account.name, str_from(name)), "too long");
	memset(account.salt, 's', STORE_SALT);
	account.salt[0] = (unsigned char)secret[0];
	(void)scram_salt(str_from(secret),
	    (struct str) { (const char *)account.salt, STORE_SALT }, ROUNDS,
	    salted);
	scram_make_keys(salted, &account.keys);
	store_record_of(&account, &record);
	MUST(store_set(
		 &store, STORE_ACCOUNT, store_str(&record.name), &record, &old),
	    "full");
}

static void
begin_store(void)
{
	void *memory = malloc(store_size());

	MUST(memory != NULL, "no memory");
	store_init(&store, memory);
	memset(store.cloak, 'c', sizeof(store.cloak));
	store.has_cloak = true;
	make_account("ali", "pw");
	make_account("a=b", "pw");
}

static size_t
encode(const char *text, size_t len, char room[2048])
{
	size_t written;

	MUST(base64_encode(text, len, room, 2048, &written), "too long");
	return written;
}

/* Returns the value of that attribute of the text, up to the next comma. */
static struct str
part(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	MUST(at != NULL, "no %s in %s", name, text);
	at += strlen(name);
	return (struct str) { at, strcspn(at, ",") };
}

static enum code
begin(struct exchange *exchange, uint64_t number, const char *header,
    const char *bare)
{
	char said[512], text[2048], answer_room[2048];
	struct scram_step step = { .bond = { number, &store, now },
		.rounds = ROUNDS };
	struct buf answer;
	enum code code;
	size_t len;

	exchange->number = number;
	(void)snprintf(
	    exchange->header, sizeof(exchange->header), "%s", header);
	(void)snprintf(exchange->bare, sizeof(exchange->bare), "%s", bare);
	(void)snprintf(said, sizeof(said), "%s%s", header, bare);
	step.text = (struct str) { text, encode(said, strlen(said), text) };
	buf_init(&answer, answer_room, sizeof(answer_room));
	code = scram_begin(&step, &answer);
	if (code != CODE_OK)
		return code;
	MUST(base64_decode(buf_str(&answer), exchange->server,
		 sizeof(exchange->server) - 1, &len),
	    "no Base64");
	exchange->server[len] = '\0';
	exchange->nonce = part(exchange->server, "r=");
	return code;
}

static void
prove(const struct exchange *exchange, const char *secret, struct str final,
    char room[64])
{
	unsigned char salted[SCRAM_KEY], proof[SCRAM_KEY];
	const struct scram_auth auth = { str_from(exchange->bare),
		str_from(exchange->server), final };
	char salt[64];
	size_t len;

	MUST(base64_decode(
		 part(exchange->server, ",s="), salt, sizeof(salt), &len),
	    "no salt");
	(void)scram_salt(
	    str_from(secret), (struct str) { salt, len }, ROUNDS, salted);
	scram_prove(salted, &auth, proof);
	MUST(base64_encode(proof, sizeof(proof), room, 63, &len), "long");
	room[len] = '\0';
}

/* With another header, if one is given. */
static enum code
finish_with(const struct exchange *exchange, const char *header,
    struct str nonce, const char *secret)
{
	char final[512], said[1024], text[2048], room[2048], proof[64];
	const size_t len = encode(header, strlen(header), room);
	struct scram_step step = { .bond = { exchange->number, &store, now },
		.rounds = ROUNDS };
	struct store_name name;
	struct buf answer;

	(void)snprintf(final, sizeof(final), "c=%.*s,r=%.*s", (int)len, room,
	    (int)nonce.len, nonce.at);
	prove(exchange, secret, str_from(final), proof);
	(void)snprintf(said, sizeof(said), "%s,p=%s", final, proof);
	step.text = (struct str) { text, encode(said, strlen(said), text) };
	buf_init(&answer, room, sizeof(room));
	return scram_finish(&step, &name, &answer);
}

static enum code
finish(const struct exchange *exchange, const char *secret)
{
	return finish_with(exchange, exchange->header, exchange->nonce, secret);
}

static void
keeps_nothing(void)
{
	static struct exchange many[MANY];
	bool good = true;

	for (size_t i = 0; i < MANY && good; i++)
		good =
		    begin(&many[i], i + 1, "n,,", "n=ali,r=" NONCE) == CODE_OK;
	for (size_t i = 0; i < MANY && good; i++)
		good = finish(&many[i], "pw") == CODE_OK;
	TAP_OK(good, "%d are under way at once", MANY);
	TAP_NUM(finish(&many[0], "pv"), CODE_NOT_ALLOWED, "another secret");
}

/* Every message that the RFC allows a client comes back unchanged. */
static void
brings_back(void)
{
	static const char *const bares[] = {
		"n=ali,r=x",
		"n=ALI,r=" NONCE,
		"n=a=3Db,r=" NONCE,
		"n=ali,r=" NONCE ",x=extension",
		"n=ali,r=" NONCE ",x=one,y=two",
	};
	static const char *const headers[] = { "n,,", "y,,", "n,a=%s," };
	struct exchange exchange;
	char header[64];

	for (size_t i = 0; i < COUNT(bares); i++)
		for (size_t j = 0; j < COUNT(headers); j++) {
			const struct str name = part(bares[i], "n=");
			(void)snprintf(header, sizeof(header),
			    j == 2 ? "n,a=%.*s," : headers[j], (int)name.len,
			    name.at);
			TAP_OK(
			    begin(&exchange, 7, header, bares[i]) == CODE_OK &&
				finish(&exchange, "pw") == CODE_OK,
			    "%s%s", header, bares[i]);
		}
	TAP_NUM(begin(&exchange, 7, "n,,",
		    "n=ali,r=x,x=an.extension.that.is.longer.than.anybody."
		    "ever.sends.in.one"),
	    CODE_BAD_TEXT, "one that is too long to be carried");
}

static void
is_bound(void)
{
	struct exchange exchange, other;
	char nonce[SCRAM_BOTH_NONCES];
	const struct str both = { nonce, sizeof(nonce) };

	MUST(begin(&exchange, 7, "n,,", "n=ali,r=" NONCE) == CODE_OK, "no");
	exchange.number = 8;
	TAP_NUM(finish(&exchange, "pw"), CODE_UNAVAILABLE, "another exchange");
	exchange.number = 7;
	TAP_NUM(finish_with(&exchange, "y,,", exchange.nonce, "pw"),
	    CODE_UNAVAILABLE, "another header");
	for (size_t i = 0; i < exchange.nonce.len; i++) {
		memcpy(nonce, exchange.nonce.at, exchange.nonce.len);
		nonce[i] = nonce[i] == 'A' ? 'B' : 'A';
		if (finish_with(&exchange, "n,,",
			(struct str) { both.at, exchange.nonce.len },
			"pw") != CODE_UNAVAILABLE)
			TAP_NUM(i, SIZE_MAX, "this letter counts");
	}
	PASS("each letter of the nonce counts");
	now += NONCE_TIME;
	TAP_NUM(finish(&exchange, "pw"), CODE_OK, "after a minute");
	now += SEC;
	TAP_NUM(finish(&exchange, "pw"), CODE_UNAVAILABLE, "and a second");
	MUST(begin(&other, 7, "n,,", "n=ali,r=" NONCE) == CODE_OK, "no");
	make_account("ali", "new");
	TAP_NUM(finish(&other, "pw"), CODE_UNAVAILABLE,
	    "the account has another secret");
	make_account("ali", "pw");
}

/* A nonce is refused if its bytes are split elsewhere into name and nonce. */
static void
knows_parts(void)
{
	static const char user[] = "ali" NONCE;
	const struct store_account account = { .rounds = ROUNDS };
	const struct nonce_bond bond = { 7, &store, now };
	const struct nonce_first first = { STR("n,,"), { user, 3 }, STR(NONCE),
		STR("") };
	struct nonce_carried carried;
	char room[SCRAM_BOTH_NONCES];
	struct buf both;

	buf_init(&both, room, sizeof(room));
	MUST(nonce_make(&first, &bond, &account, &both) == CODE_OK &&
		nonce_read(buf_str(&both), &carried),
	    "no nonce");
	TAP_OK(
	    nonce_is_good(&carried, first.header, &bond, &account), "a nonce");
	carried.first.user = (struct str) { user, 2 };
	carried.first.nonce = (struct str) { user + 2, sizeof(user) - 3 };
	TAP_OK(!nonce_is_good(&carried, first.header, &bond, &account),
	    "is not one for a shorter name and a longer nonce");
}

/* The shape of the answer, and what comes of the second step. */
static void
hides_who_is_there(void)
{
	struct exchange ali, zoe, again;

	MUST(begin(&ali, 1, "n,,", "n=ali,r=" NONCE) == CODE_OK &&
		begin(&zoe, 2, "n,,", "n=zoe,r=" NONCE) == CODE_OK &&
		begin(&again, 3, "n,,", "n=ZOE,r=" NONCE) == CODE_OK,
	    "it is refused");
	TAP_NUM(strlen(zoe.server), strlen(ali.server), "as long an answer");
	TAP_STR(part(again.server, ",s="), part(zoe.server, ",s="),
	    "always the same salt");
	TAP_OK(!str_eq(part(ali.server, ",s="), part(zoe.server, ",s=")),
	    "and not that of others");
	TAP_NUM(finish(&zoe, "pw"), CODE_NOT_ALLOWED, "it is a wrong secret");
	TAP_OK(!str_eq(zoe.nonce, again.nonce), "no two nonces are the same");
}

int
main(void)
{
	begin_store();
	keeps_nothing();
	brings_back();
	is_bound();
	knows_parts();
	hides_who_is_there();
	return tap_done();
}
