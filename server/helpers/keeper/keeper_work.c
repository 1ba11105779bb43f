/* The keeper's answers: see keeper_work.h. */
#include "helpers/keeper/keeper_work.h"

#include <errno.h>
#include <string.h>

#include "helpers/keeper/keeper_store.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/secret.h"
#include "shared/crypto/sha256.h"
#include "shared/names.h"

/*
 * SCRAM-SHA-256, as the server does it. Nothing is kept between the two steps:
 * the router has the client's first message, and the server's part of the nonce
 * is a code over that and the number of the exchange. A client that names an
 * unknown account goes on as if the account existed.
 */

/* The longest message of either side, in Base64. */
#define SCRAM_TEXT BASE64_TEXT(SCRAM_MESSAGE)

/* Bytes of the server's part of a nonce. */
#define SCRAM_OWN_NONCE 18

/* The longest first message of the server: "r=BOTHNONCES,s=SALT,i=ROUNDS". */
#define SCRAM_SERVER_FIRST (SCRAM_BOTH_NONCES + 64)

/* Longest message of PLAIN: two names and a secret, with a NUL between them. */
#define PLAIN_MOST (2 * LIMIT_NAME + LIMIT_SECRET + 2)

/* A question that is worked on, and the rest of its answer. */
struct job {
	struct keeper *keeper;
	uint64_t rounds; /* of a hash */
	struct str all; /* the words behind that */
	struct str name; /* the first of them */
	struct str rest; /* after the name: a secret, or the text of a step */
	char room[LIMIT_LINE];
	struct buf text;
};

/* A secret code over a word and two more pieces, with the store's key. */
static void
make_code(const struct store *store, struct str word, struct str one,
    struct str other, unsigned char code[HMAC_SIZE])
{
	struct hmac_key key;
	struct hmac hmac;

	hmac_key_set(&key, store->cloak, sizeof(store->cloak));
	hmac_begin(&hmac, &key);
	hmac_add(&hmac, word.at, word.len);
	hmac_add(&hmac, one.at, one.len);
	hmac_add(&hmac, other.at, other.len);
	hmac_end(&hmac, code);
	secret_wipe(&key, sizeof(key));
}

/*
 * Reads the account of that name. Returns false if there is none; then *account
 * is made up, always alike for one name, so that nobody can tell whether an
 * account exists.
 */
static bool
find_account(
    const struct job *job, struct str name, struct store_account *account)
{
	unsigned char code[HMAC_SIZE];
	char folded[SCRAM_NAME];

	if (store_account(&job->keeper->store, name, account))
		return true;
	name.len = name.len < sizeof(folded) ? name.len : sizeof(folded);
	for (size_t i = 0; i < name.len; i++)
		folded[i] = (char)str_lower(name.at[i]);
	make_code(&job->keeper->store, STR("salt"),
	    (struct str) { folded, name.len }, STR(""), code);
	*account = (struct store_account) { .rounds = job->rounds };
	memcpy(account->salt, code, sizeof(account->salt));
	memcpy(account->keys.stored, code, sizeof(account->keys.stored));
	return false;
}

/* Adds a message of the server, in Base64. */
static void
say_coded(struct buf *answer, struct str text)
{
	char room[SCRAM_TEXT];
	size_t len;

	if (base64_encode(text.at, text.len, room, sizeof(room), &len))
		(void)BUF_CAT(answer, (struct str) { room, len }); /* fits */
}

/* "EXCHANGE FIRST [FINAL]", and what it is. */
struct opening {
	struct scram_first first; /* points into said */
	struct str final; /* in Base64; empty in the first step */
	struct buf nonces; /* the client's, and the server's */
	char said[SCRAM_MESSAGE];
	char room[SCRAM_BOTH_NONCES];
};

/*
 * Reads it. CODE_BAD_TEXT if it is no such message, CODE_NOT_ALLOWED if the
 * client wants to act as somebody else: nobody may. Nobody else can make the
 * server's nonce: it is a code over the exchange, which no other one has, and
 * the client's message.
 */
static enum code
read_opening(const struct job *job, struct opening *opening)
{
	const struct scram_first *first = &opening->first;
	unsigned char code[HMAC_SIZE];
	char text[BASE64_TEXT(SCRAM_OWN_NONCE)];
	struct str rest = job->rest;
	const struct str coded = str_word(&rest);
	uint64_t exchange;
	size_t len;

	opening->final = rest;
	if (!str_to_number(job->name, UINT64_MAX, &exchange) ||
	    !base64_decode(coded, opening->said, sizeof(opening->said), &len) ||
	    !scram_read_first(
		(struct str) { opening->said, len }, &opening->first))
		return CODE_BAD_TEXT;
	if (first->authzid.len > 0 &&
	    !str_caseeq((struct str) { first->user.at, first->user.len },
		(struct str) { first->authzid.at, first->authzid.len }))
		return CODE_NOT_ALLOWED;
	make_code(&job->keeper->store, STR("nonce"), STR_BYTES(exchange),
	    (struct str) { opening->said, len }, code);
	buf_init(&opening->nonces, opening->room, sizeof(opening->room));
	(void)BUF_CAT(&opening->nonces, first->nonce,
	    base64_text(code, SCRAM_OWN_NONCE, text)); /* fits */
	return CODE_OK;
}

/*
 * Finds the account that the client has named, and writes the server's first
 * message: "r=BOTHNONCES,s=SALT,i=ROUNDS".
 */
static bool
write_first(const struct job *job, const struct opening *opening,
    struct store_account *account, struct buf *server)
{
	char salt[BASE64_TEXT(STORE_SALT)];
	const bool is_known = find_account(job,
	    (struct str) { opening->first.user.at, opening->first.user.len },
	    account);

	(void)BUF_CAT(server, STR("r="), buf_str(&opening->nonces), STR(",s="),
	    base64_text(account->salt, STORE_SALT, salt), STR(",i="),
	    DECIMAL(account->rounds)); /* fits */
	return is_known;
}

/* Takes the client's first message, and adds the reply. */
static enum code
do_scram(struct job *job)
{
	char room[SCRAM_SERVER_FIRST];
	struct store_account account;
	struct opening opening;
	struct buf server;
	const enum code code = read_opening(job, &opening);

	if (code != CODE_OK)
		return code;
	buf_init(&server, room, sizeof(room));
	(void)write_first(job, &opening, &account, &server);
	say_coded(&job->text, buf_str(&server));
	return CODE_OK;
}

/*
 * Takes the client's last message. Adds the account's name, and "v=SIGNATURE",
 * which proves that the server knows it too. Other codes: CODE_NOT_ALLOWED if
 * the client's proof is wrong; CODE_UNAVAILABLE if its nonce is not for this
 * exchange.
 */
static enum code
do_step(struct job *job)
{
	char said[SCRAM_MESSAGE], room[SCRAM_SERVER_FIRST];
	char proof[2 + BASE64_TEXT(SCRAM_KEY)] = "v=";
	unsigned char signature[SCRAM_KEY];
	struct store_account account;
	struct opening opening;
	struct scram_final final;
	struct buf server;
	enum code code = read_opening(job, &opening);
	bool is_known, good;
	size_t len;

	if (code != CODE_OK)
		return code;
	if (!base64_decode(opening.final, said, sizeof(said), &len) ||
	    !scram_read_final((struct str) { said, len }, &final))
		return CODE_BAD_TEXT;
	if (!str_eq(final.nonce, buf_str(&opening.nonces)) ||
	    !str_eq((struct str) { final.header, final.header_len },
		opening.first.header))
		return CODE_UNAVAILABLE;
	buf_init(&server, room, sizeof(room));
	is_known = write_first(job, &opening, &account, &server);
	const struct scram_auth auth = {
		.first_bare = opening.first.bare,
		.server_first = buf_str(&server),
		.final_bare = final.bare,
	};
	good = scram_proves(final.proof, &account.keys, &auth) && is_known;
	if (good) {
		scram_sign(&account.keys, &auth, signature);
		(void)base64_text(signature, SCRAM_KEY, proof + 2);
		(void)BUF_CAT(&job->text,
		    (struct str) { account.name, account.name_len }, STR(" "));
		say_coded(&job->text, (struct str) { proof, sizeof(proof) });
	}
	secret_wipe(&account, sizeof(account));
	return good ? CODE_OK : CODE_NOT_ALLOWED;
}

enum code
keeper_change(struct keeper *keeper, struct str line)
{
	const char *wrong = store_change(&keeper->store, line);

	if (wrong != NULL)
		return wrong == store_too_many ? CODE_TOO_MANY : CODE_BAD_TEXT;
	keeper_file_add(&keeper->file, line);
	return CODE_OK;
}

/* Makes a change of these words. */
static enum code
change_words(
    struct keeper *keeper, struct str verb, struct str kind, struct str record)
{
	char room[STORE_LINE];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	if (verb.len > 0)
		(void)BUF_CAT(&line, verb, STR(" "));
	if (!BUF_CAT(&line, kind, STR(" "), record))
		return CODE_BAD_TEXT;
	return keeper_change(keeper, buf_str(&line));
}

static enum code
cut(struct keeper *keeper, enum store_kind kind, struct str name)
{
	return change_words(keeper, STR("cut"), store_word(kind), name);
}

void
keeper_say_account(const struct store_record *record, struct buf *buf)
{
	struct store_account account;

	store_account_read(store_name(record), store_text(record), &account);
	(void)BUF_CAT(buf, STR("kept account "), store_name(record), STR(" "),
	    DECIMAL(account.made), account.flags_len > 0 ? STR(" ") : STR(""),
	    (struct str) { account.flags, account.flags_len }, STR("\n"));
}

/* Computes the keys of the secret, which is the slow part. */
static void
hash(struct str secret, const unsigned char salt[STORE_SALT], uint64_t rounds,
    struct scram_keys *keys)
{
	unsigned char salted[SCRAM_KEY];

	(void)scram_salt(secret,
	    (struct str) { (const char *)salt, STORE_SALT }, (uint32_t)rounds,
	    salted); /* rounds is never 0 */
	scram_make_keys(salted, keys);
	secret_wipe(salted, sizeof(salted));
}

/*
 * Returns whether that is the account's secret. It is as slow if there is no
 * such account.
 */
static bool
is_secret(const struct job *job, struct str name, struct str secret)
{
	struct store_account account;
	struct scram_keys keys;
	const bool is_there = find_account(job, name, &account);
	bool same;

	hash(secret, account.salt, account.rounds, &keys);
	same = secret_same(keys.stored, account.keys.stored, SCRAM_KEY);
	secret_wipe(&keys, sizeof(keys));
	return same && is_there;
}

static bool
can_be_secret(struct str secret)
{
	return text_check(secret, LIMIT_SECRET) == CODE_OK;
}

/* Adds the account's name as it is spelled. */
static void
say_name(struct job *job, struct str name)
{
	const struct store_record *account =
	    store_find(&job->keeper->store, STORE_ACCOUNT, name);

	if (account != NULL)
		(void)BUF_CAT(&job->text, store_name(account));
}

/*
 * Puts the account, and tells everybody how it is now: whoever gets the answer
 * may rely on that.
 */
static enum code
put_account(struct job *job, const struct store_account *account)
{
	const struct str name = { account->name, account->name_len };
	char room[STORE_TEXT];
	struct buf record;
	enum code code;

	buf_init(&record, room, sizeof(room));
	store_account_write(account, &record);
	code = change_words(
	    job->keeper, STR(""), store_word(STORE_ACCOUNT), buf_str(&record));
	if (code != CODE_OK)
		return code;
	say_name(job, name);
	keeper_say_account(store_find(&job->keeper->store, STORE_ACCOUNT, name),
	    &job->keeper->waiting);
	return CODE_OK;
}

/* Gives the account the secret of the question. */
static enum code
put_secret(struct job *job, struct store_account *account)
{
	if (!entropy_draw(account->salt, sizeof(account->salt)))
		return CODE_UNAVAILABLE;
	account->rounds = job->rounds;
	hash(job->rest, account->salt, account->rounds, &account->keys);
	return put_account(job, account);
}

/*
 * Makes an account. One that is there with that secret is what an earlier
 * keeper was asked for: the router asks for no name that is taken.
 */
static enum code
do_make(struct job *job)
{
	struct store_account account = { .made = clock_wall(),
		.name_len = job->name.len };

	if (name_spelling(job->name) != CODE_OK)
		return CODE_BAD_TEXT;
	if (store_find(&job->keeper->store, STORE_ACCOUNT, job->name) == NULL) {
		memcpy(account.name, job->name.at, job->name.len); /* fits */
		return put_secret(job, &account);
	}
	say_name(job, job->name);
	return is_secret(job, job->name, job->rest) ? CODE_OK : CODE_NAME_TAKEN;
}

static enum code
check(struct job *job, struct str name, struct str secret)
{
	if (!is_secret(job, name, secret))
		return CODE_NOT_ALLOWED;
	say_name(job, name);
	return CODE_OK;
}

static enum code
do_check(struct job *job)
{
	return check(job, job->name, job->rest);
}

static enum code
do_change(struct job *job)
{
	struct store_account account;

	return store_account(&job->keeper->store, job->name, &account) ?
	    put_secret(job, &account) :
	    CODE_NO_SUCH_NAME;
}

static enum code
do_flags(struct job *job)
{
	struct store_account account;

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	if (store_letters_check(job->rest) != CODE_OK)
		return CODE_BAD_TEXT;
	account.flags_len = str_eq(job->rest, STR("-")) ? 0 : job->rest.len;
	memcpy(account.flags, job->rest.at, account.flags_len);
	return put_account(job, &account);
}

/*
 * Removes an account and its groups, or the next account of that name would
 * have them.
 */
static enum code
do_remove(struct job *job)
{
	if (store_find(&job->keeper->store, STORE_ACCOUNT, job->all) == NULL)
		return CODE_OK;
	say_name(job, job->all);
	(void)BUF_SAY(
	    &job->keeper->waiting, STR("kept"), STR("gone"), job->all);
	return cut(job->keeper, STORE_ACCOUNT, job->all);
}

/* Checks "[AUTHZID] NUL NAME NUL SECRET" of RFC 4616. */
static enum code
do_plain(struct job *job)
{
	char room[BASE64_BYTES(BASE64_TEXT(PLAIN_MOST))];
	enum code code = CODE_BAD_TEXT;
	struct str text, as, name;
	size_t len;

	if (base64_decode(job->all, room, sizeof(room), &len)) {
		text = (struct str) { room, len };
		as = str_cut(&text, '\0');
		name = str_cut(&text, '\0');
		code = text.at != NULL && name.len > 0 &&
			memchr(text.at, '\0', text.len) == NULL &&
			(as.len == 0 || str_caseeq(as, name)) &&
			can_be_secret(text) ?
		    check(job, name, text) :
		    CODE_NOT_ALLOWED;
	}
	secret_wipe(room, sizeof(room));
	return code;
}

/*
 * Puts a record, if there is no such one yet. A group needs its account, or the
 * next one of that name would have it. Parts of no group are cut when there is
 * one.
 */
static enum code
do_put(struct job *job)
{
	struct store *store = &job->keeper->store;
	const enum store_kind kind = store_kind_of(job->name);
	const struct store_record *old;
	enum code code = CODE_OK;
	struct str name, text, rest;

	if (kind == STORE_KINDS || kind == STORE_ACCOUNT ||
	    store_check(kind, job->rest, &name, &text) != NULL)
		return CODE_BAD_TEXT;
	rest = text;
	if (kind == STORE_GROUP &&
	    store_find(store, STORE_ACCOUNT, str_word(&rest)) == NULL)
		return CODE_NO_SUCH_NAME;
	old = store_find(store, kind, name);
	if (old == NULL || !str_eq(store_text(old), text))
		code = keeper_change(job->keeper, job->all);
	if (code == CODE_OK)
		store_tell(store, store_find(store, kind, name));
	return code;
}

/* A group of which something could not be put is not settled. */
static enum code
do_settle(struct job *job)
{
	const struct store_record *untold;
	enum store_kind kind;

	if (job->keeper->refused != CODE_OK)
		return job->keeper->refused;
	while ((untold = store_untold(&job->keeper->store, job->rest, &kind)) !=
	    NULL)
		(void)cut(job->keeper, kind, store_name(untold)); /* it fits */
	return CODE_OK;
}

static enum code
do_cut(struct job *job)
{
	const enum store_kind kind = store_kind_of(job->name);

	if (kind == STORE_ACCOUNT || kind == STORE_KINDS)
		return CODE_BAD_TEXT;
	return store_find(&job->keeper->store, kind, job->rest) != NULL ?
	    cut(job->keeper, kind, job->rest) :
	    CODE_OK;
}

/*
 * The questions. work does the work, adds the rest of the answer to the job,
 * and returns a code.
 */
static const struct work {
	struct str what;
	enum code (*work)(struct job *job);
	bool has_rounds; /* first */
	bool has_secret; /* after its name */
	bool is_slow;
	bool writes; /* answered only when the change is on the disk */
} works[] = {
	{ LIT("make"), do_make, true, true, true, true },
	{ LIT("check"), do_check, true, true, true, false },
	{ LIT("change"), do_change, true, true, true, true },
	{ LIT("plain"), do_plain, true, false, true, false },
	{ LIT("scram"), do_scram, true, false, false, false },
	{ LIT("step"), do_step, true, false, false, false },
	{ LIT("flags"), do_flags, .writes = true },
	{ LIT("remove"), do_remove, .writes = true },
	{ LIT("put"), do_put, .writes = true },
	{ LIT("settle"), do_settle, .writes = true },
	{ LIT("cut"), do_cut, .writes = true },
	{ .work = NULL },
};

static enum code
do_work(const struct work *work, struct job *job)
{
	if (work->has_rounds &&
	    (!str_to_number(str_word(&job->rest), STORE_ROUNDS, &job->rounds) ||
		job->rounds == 0))
		return CODE_BAD_TEXT;
	job->all = job->rest;
	job->name = str_word(&job->rest);
	if (work->has_secret && !can_be_secret(job->rest))
		return CODE_BAD_TEXT;
	return work->work(job);
}

/* The caller has made sure that there is room: keeper.c. */
static void
answer_word(
    uint64_t number, struct str word, struct str rest, struct buf *answer)
{
	(void)BUF_CAT(answer, STR("answer "), DECIMAL(number), STR(" "), word,
	    rest.len > 0 ? STR(" ") : STR(""), rest, STR("\n"));
}

bool
keeper_work(struct keeper *keeper, struct str question, struct buf *answer)
{
	struct job job = { .keeper = keeper };
	const struct work *work = works;
	enum code code = CODE_BAD_COMMAND;
	struct str what;
	uint64_t number;

	if (!str_to_number(str_word(&question), UINT64_MAX, &number))
		return false;
	what = str_word(&question);
	job.rest = question;
	if (str_begins(question, STR("group ")) && str_eq(what, STR("put")))
		keeper->refused = CODE_OK;
	buf_init(&job.text, job.room, sizeof(job.room));
	while (work->work != NULL && !str_eq(work->what, what))
		work++;
	if (work->work != NULL)
		code = do_work(work, &job);
	if (number == 0 && code != CODE_OK && keeper->refused == CODE_OK)
		keeper->refused = str_begins(question, STR("group ")) ?
		    code :
		    CODE_UNAVAILABLE;
	if (number == 0)
		return work->is_slow;
	if (code == CODE_OK)
		answer_word(number,
		    work->work == do_scram ? STR("more") : STR("done"),
		    buf_str(&job.text),
		    work->writes ? &keeper->waiting : answer);
	else
		answer_word(number, code_word(code), STR(""), answer);
	return work->is_slow;
}

/* Has the store as it is in the file. A key that is not there yet stays. */
static bool
read_again(struct keeper *keeper)
{
	const struct store old = keeper->store;
	struct error why;

	store_init(&keeper->store, keeper->memory);
	if (!keeper_file_load(&keeper->file, &keeper->store, &why))
		return false;
	if (!keeper->store.has_cloak) {
		keeper->store.has_cloak = true;
		memcpy(keeper->store.cloak, old.cloak, STORE_CLOAK);
	}
	return true;
}

/* Refuses all that waits, whose changes are lost, for an error number. */
static void
refuse_all(struct keeper *keeper, int error, struct buf *answer)
{
	const struct str why = error == ESTALE ?
	    STR("the file was changed by somebody else; reading it again") :
	    error == ENOENT || error == ENOTDIR ?
	    STR("the file is no longer at its path; put it back") :
	    str_from(strerror(error));
	struct str line;

	while (buf_line(&keeper->waiting, &line) == LINE_WHOLE) {
		struct str rest = line;
		uint64_t number;
		if (str_eq(str_word(&rest), STR("answer")) &&
		    str_to_number(str_word(&rest), UINT64_MAX, &number))
			answer_word(
			    number, code_word(CODE_UNAVAILABLE), why, answer);
		buf_drop_line(&keeper->waiting, line);
	}
}

bool
keeper_commit(struct keeper *keeper, struct buf *answer)
{
	if (keeper_file_save(&keeper->file, &keeper->store)) {
		(void)BUF_CAT(
		    answer, buf_str(&keeper->waiting)); /* there is room */
		buf_drop(&keeper->waiting, buf_len(&keeper->waiting));
		return true;
	}
	keeper->refused = CODE_UNAVAILABLE;
	refuse_all(keeper, errno, answer);
	return !keeper->file.is_lost && read_again(keeper);
}
