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

/* One of the two steps. */
struct scram_step {
	const struct store *store; /* its cloak is the key of nonces */
	uint64_t exchange; /* the same in both, and in no other exchange */
	uint64_t rounds; /* of an account that does not exist */
	struct str first; /* what the client says, in Base64 */
	struct str final; /* empty in the first step */
};

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

/*
 * Reads the account of that name. Returns false if there is none; then *account
 * is made up, always alike for one name, so that nobody can tell whether an
 * account exists.
 */
static bool
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
	    !scram_read_first(
		(struct str) { opening->said, len }, &opening->read))
		return CODE_BAD_TEXT;
	if (!is_as_itself(&opening->read))
		return CODE_NOT_ALLOWED;
	buf_init(&opening->both, opening->room, sizeof(opening->room));
	add_nonces(step, (struct str) { opening->said, len }, &opening->read,
	    &opening->both);
	return CODE_OK;
}

/*
 * Takes the client's first message, and adds the reply, in Base64, to the
 * buffer. Returns CODE_OK, or what is wrong: CODE_BAD_TEXT if it is not such a
 * message, CODE_NOT_ALLOWED if the client wants to act as somebody else.
 */
static enum code
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
is_proved(const struct store_account *account,
    const struct scram_opening *opening, const struct scram_final *final,
    struct buf *answer)
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

/*
 * Takes the client's last message. Returns CODE_OK with the account, and adds
 * to the buffer the proof that the server knows it too. Other codes, besides
 * those of scram_begin: CODE_NOT_ALLOWED if the client's proof is wrong;
 * CODE_UNAVAILABLE if its nonce is not for this exchange.
 */
static enum code
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
	    !scram_read_final((struct str) { said, len }, &final))
		return CODE_BAD_TEXT;
	if (!str_eq(final.nonce, buf_str(&opening.both)) ||
	    !str_eq((struct str) { final.header, final.header_len },
		opening.read.header))
		return CODE_UNAVAILABLE;
	is_known = scram_account(
	    step->store, str_of(&opening.read.user), step->rounds, account);
	return is_proved(account, &opening, &final, answer) && is_known ?
	    CODE_OK :
	    CODE_NOT_ALLOWED;
}

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
	const bool is_there =
	    scram_account(&job->keeper->store, name, job->rounds, &account);
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
check_plain(struct job *job, struct str text)
{
	const struct str as = str_cut(&text, '\0');
	const struct str name = str_cut(&text, '\0');

	if (text.at == NULL || memchr(text.at, '\0', text.len) != NULL ||
	    name.len == 0 || (as.len > 0 && !str_caseeq(as, name)) ||
	    !can_be_secret(text))
		return CODE_NOT_ALLOWED;
	return check(job, name, text);
}

static enum code
do_plain(struct job *job)
{
	char text[BASE64_BYTES(BASE64_TEXT(PLAIN_MOST))];
	enum code code = CODE_BAD_TEXT;
	size_t len;

	if (base64_decode(job->all, text, sizeof(text), &len))
		code = check_plain(job, (struct str) { text, len });
	secret_wipe(text, sizeof(text));
	return code;
}

/* Reads "EXCHANGE FIRST [FINAL]". */
static bool
read_step(const struct job *job, struct scram_step *step)
{
	struct str rest = job->rest;

	*step = (struct scram_step) { .store = &job->keeper->store,
		.rounds = job->rounds,
		.first = str_word(&rest) };
	step->final = rest;
	return str_to_number(job->name, UINT64_MAX, &step->exchange);
}

static enum code
do_scram(struct job *job)
{
	struct scram_step step;

	return read_step(job, &step) ? scram_begin(&step, &job->text) :
				       CODE_BAD_TEXT;
}

/* Answers with the name first, then the proof. */
static enum code
do_step(struct job *job)
{
	char room[SCRAM_TEXT];
	struct scram_step step;
	struct store_account account;
	struct buf proof;
	enum code code;

	if (!read_step(job, &step))
		return CODE_BAD_TEXT;
	buf_init(&proof, room, sizeof(room));
	code = scram_finish(&step, &account, &proof);
	if (code == CODE_OK)
		(void)BUF_CAT(&job->text,
		    (struct str) { account.name, account.name_len }, STR(" "),
		    buf_str(&proof));
	secret_wipe(&account, sizeof(account));
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

	if (kind != STORE_BAN && kind != STORE_GROUP)
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

/* Refuses all that waits, whose changes are lost. */
static void
refuse_all(struct keeper *keeper, struct str why, struct buf *answer)
{
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

static struct str
what_happened(int error)
{
	if (error == ESTALE)
		return STR("the file was changed by somebody else; reading it "
			   "again");
	if (error == ENOENT || error == ENOTDIR)
		return STR("the file is no longer at its path; put it back");
	return str_from(strerror(error));
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
	refuse_all(keeper, what_happened(errno), answer);
	return !keeper->file.is_lost && read_again(keeper);
}
