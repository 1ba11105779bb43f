/*
 * The keeper: see keeper.h. It answers questions in the order in which they
 * come; what takes long is answered before more is read. While its answers are
 * not read, the keeper does nothing.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "helpers/keeper/keeper.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "helpers/helper.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/clock.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/secret.h"
#include "shared/crypto/sha256.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Bytes of the server's part of a nonce. */
#define SCRAM_OWN_NONCE 18

/* The longest first message of the server: "r=BOTHNONCES,s=SALT,i=ROUNDS". */
#define SCRAM_SERVER_FIRST                             \
	(LITERAL_LEN("r=,s=,i=") + SCRAM_BOTH_NONCES + \
	    BASE64_TEXT(STORE_SALT) + STR_DIGITS)
static_assert(LIMIT_NAME + 1 + BASE64_TEXT(SCRAM_SERVER_FIRST) <= LIMIT_LINE,
    "it fits a job's text, and a shorter last one behind a name, too");

/* A question that is worked on, and the rest of its answer. */
struct job {
	struct keeper *keeper;
	uint64_t rounds; /* of a hash */
	struct str line; /* to put or to cut a record */
	struct str name; /* the first word behind the rounds */
	struct str rest; /* after the name: a secret, or the text of a step */
	bool is_news; /* it changes the account that the text begins with */
	char room[LIMIT_LINE];
	struct buf text;
};

/* An account, read from its record, into which its words point. */
struct account {
	struct str name;
	uint64_t made; /* µs since 1970 */
	uint64_t rounds;
	unsigned char salt[STORE_SALT];
	struct scram_keys keys;
	struct str flags; /* empty: none */
};

static void
read_account(const struct keeper_record *record, struct account *account)
{
	struct str rest = keeper_rest(record);
	size_t len;

	*account = (struct account) { .name = keeper_name(record) };
	(void)str_to_number(str_word(&rest), UINT64_MAX, &account->made);
	(void)str_to_number(str_word(&rest), UINT64_MAX, &account->rounds);
	/* They were checked. */
	(void)base64_decode(str_word(&rest), account->salt, STORE_SALT, &len);
	(void)base64_decode(
	    str_word(&rest), account->keys.stored, SCRAM_KEY, &len);
	(void)base64_decode(
	    str_word(&rest), account->keys.server, SCRAM_KEY, &len);
	account->flags = str_eq(rest, STR("-")) ? STR("") : rest;
}

/*
 * Finds the account of that name. Returns false if there is none; then *account
 * is made up, alike for one name as long as the accounts are the same, and with
 * the rounds of one of them, so that an answer does not tell whether it exists.
 */
static bool
find_account(const struct job *job, struct str name, struct account *account)
{
	const struct store *store = &job->keeper->store;
	const struct keeper_record *found =
	    keeper_find(store, STORE_ACCOUNT, name);
	const struct str key = keeper_record(store->table[STORE_CLOAK].at[0]);
	const size_t count = store->table[STORE_ACCOUNT].count;
	unsigned char code[HMAC_SIZE];
	char folded[SCRAM_NAME];
	struct hmac_key hmac_key;
	uint32_t number;

	if (found != NULL) {
		read_account(found, account);
		return true;
	}
	name.len = name.len < sizeof(folded) ? name.len : sizeof(folded);
	for (size_t i = 0; i < name.len; i++)
		folded[i] = (char)str_lower(name.at[i]);
	hmac_key_set(&hmac_key, key.at, key.len);
	hmac_of(&hmac_key, folded, name.len, code);
	secret_wipe(&hmac_key, sizeof(hmac_key));
	*account = (struct account) { .rounds = job->rounds };
	memcpy(&number, code + STORE_SALT, sizeof(number));
	if (count > 0)
		read_account(
		    store->table[STORE_ACCOUNT].at[number % count], account);
	memcpy(account->salt, code, sizeof(account->salt));
	memcpy(account->keys.stored, code, sizeof(account->keys.stored));
	return false;
}

/*
 * SCRAM-SHA-256, as the server does it. Nothing is kept between the two steps:
 * the router has the first messages of both sides. A client that names an
 * unknown account goes on as if the account existed.
 */

/*
 * Reads the client's first message into that room. CODE_BAD_TEXT if it is no
 * such message, CODE_NOT_ALLOWED if the client wants to act as somebody else:
 * nobody may.
 */
static enum code
read_first(
    struct str coded, char room[SCRAM_MESSAGE], struct scram_first *first)
{
	size_t len;

	if (!base64_decode(coded, room, SCRAM_MESSAGE, &len) ||
	    !scram_read_first((struct str) { room, len }, first))
		return CODE_BAD_TEXT;
	return first->authzid.len == 0 ||
		str_caseeq((struct str) { first->user.at, first->user.len },
		    (struct str) { first->authzid.at, first->authzid.len }) ?
	    CODE_OK :
	    CODE_NOT_ALLOWED;
}

/* Takes the client's first message, and adds the server's. */
static enum code
do_scram(struct job *job)
{
	char said[SCRAM_MESSAGE], room[SCRAM_SERVER_FIRST];
	char coded[BASE64_TEXT(SCRAM_SERVER_FIRST)];
	char nonce[BASE64_TEXT(SCRAM_OWN_NONCE)], salt[BASE64_TEXT(STORE_SALT)];
	unsigned char drawn[SCRAM_OWN_NONCE];
	struct scram_first first;
	struct account account;
	struct buf server;
	const enum code code = read_first(job->name, said, &first);

	if (code != CODE_OK)
		return code;
	if (!secret_draw(drawn, sizeof(drawn)))
		return CODE_UNAVAILABLE;
	(void)find_account(
	    job, (struct str) { first.user.at, first.user.len }, &account);
	buf_init(&server, room, sizeof(room));
	(void)BUF_CAT(&server, STR("r="), first.nonce,
	    base64_text(drawn, sizeof(drawn), nonce), STR(",s="),
	    base64_text(account.salt, STORE_SALT, salt), STR(",i="),
	    DECIMAL(account.rounds));
	(void)BUF_CAT(&job->text, base64_text(room, buf_len(&server), coded));
	secret_wipe(&account.keys, sizeof(account.keys));
	return CODE_OK;
}

/*
 * Takes the client's last message, behind the first ones. Adds the account's
 * name, and "v=SIGNATURE", which proves that the server knows it too. Other
 * codes: CODE_NOT_ALLOWED if the client's proof is wrong; CODE_UNAVAILABLE if
 * its nonce is not that of the server.
 */
static enum code
do_step(struct job *job)
{
	char said[SCRAM_MESSAGE], server[SCRAM_MESSAGE], last[SCRAM_MESSAGE];
	char proof[2 + BASE64_TEXT(SCRAM_KEY)] = "v=";
	char coded[BASE64_TEXT(sizeof(proof))];
	unsigned char signature[SCRAM_KEY];
	struct account account;
	struct scram_first first;
	struct scram_final final;
	struct str heard = { server, 0 }, nonce, text = { last, 0 };
	enum code code = read_first(job->name, said, &first);
	bool is_known, good;

	if (code != CODE_OK)
		return code;
	if (!base64_decode(
		str_word(&job->rest), server, sizeof(server), &heard.len) ||
	    !base64_decode(job->rest, last, sizeof(last), &text.len) ||
	    !scram_read_final(text, &final))
		return CODE_BAD_TEXT;
	nonce = heard;
	nonce = str_cut(&nonce, ',');
	if (!str_begins(nonce, STR("r=")) ||
	    !str_eq(
		final.nonce, (struct str) { nonce.at + 2, nonce.len - 2 }) ||
	    !str_eq(
		(struct str) { final.header, final.header_len }, first.header))
		return CODE_UNAVAILABLE;
	is_known = find_account(
	    job, (struct str) { first.user.at, first.user.len }, &account);
	const struct scram_auth auth = { .first_bare = first.bare,
		.server_first = heard,
		.final_bare = final.bare };
	good = scram_proves(final.proof, &account.keys, &auth) && is_known;
	if (good) {
		scram_sign(&account.keys, &auth, signature);
		(void)base64_text(signature, SCRAM_KEY, proof + 2);
		(void)BUF_CAT(&job->text, account.name, STR(" "),
		    base64_text(proof, sizeof(proof), coded));
	}
	secret_wipe(&account.keys, sizeof(account.keys));
	return good ? CODE_OK : CODE_NOT_ALLOWED;
}

/* Adds "kept account ...", without the account's salt and keys. */
static void
say_account(const struct keeper_record *record, struct buf *buf)
{
	struct str flags = keeper_rest(record);
	const struct str made = str_word(&flags), rounds = str_word(&flags);

	for (size_t keys = 0; keys < 3; keys++)
		(void)str_word(&flags);
	(void)BUF_CAT(buf, STR("kept account "), keeper_name(record), STR(" "),
	    made, STR(" "), rounds, flags.len > 0 ? STR(" ") : STR(""), flags,
	    STR("\n"));
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

static enum code
put_account(struct job *job, struct account *account)
{
	char room[STORE_LINE], salt[BASE64_TEXT(STORE_SALT)];
	char stored[BASE64_TEXT(SCRAM_KEY)], server[BASE64_TEXT(SCRAM_KEY)];
	const struct keeper_record *record;
	struct buf line;
	enum code code;

	buf_init(&line, room, sizeof(room));
	const struct str words[] = { keeper_word(STORE_ACCOUNT), account->name,
		DECIMAL(account->made), DECIMAL(account->rounds),
		base64_text(account->salt, STORE_SALT, salt),
		base64_text(account->keys.stored, SCRAM_KEY, stored),
		base64_text(account->keys.server, SCRAM_KEY, server),
		account->flags };
	code = !buf_say(&line, words, account->flags.len > 0 ? 8 : 7) ?
	    CODE_BAD_TEXT :
	    keeper_change(&job->keeper->store,
		(struct str) { room, buf_len(&line) - 1 }); /* without LF */
	secret_wipe(&account->keys, sizeof(account->keys));
	if (code != CODE_OK)
		return code;
	record = keeper_find(&job->keeper->store, STORE_ACCOUNT, job->name);
	(void)BUF_CAT(&job->text, keeper_name(record));
	job->is_news = true;
	return CODE_OK;
}

/* Gives the account the secret of the question. */
static enum code
put_secret(struct job *job, struct account *account)
{
	if (!secret_draw(account->salt, sizeof(account->salt)))
		return CODE_UNAVAILABLE;
	account->rounds = job->rounds;
	hash(job->rest, account->salt, account->rounds, &account->keys);
	return put_account(job, account);
}

/*
 * Checks the secret and adds the account's name. It is as slow if there is no
 * such account.
 */
static enum code
do_check(struct job *job)
{
	struct account account;
	struct scram_keys keys;
	const bool is_there = find_account(job, job->name, &account);
	bool same;

	hash(job->rest, account.salt, account.rounds, &keys);
	same = secret_same(keys.stored, account.keys.stored, SCRAM_KEY);
	secret_wipe(&keys, sizeof(keys));
	secret_wipe(&account.keys, sizeof(account.keys));
	if (!same || !is_there)
		return CODE_NOT_ALLOWED;
	(void)BUF_CAT(&job->text, account.name); /* as it is spelled */
	return CODE_OK;
}

/*
 * Makes an account. One that is there with that secret is what an earlier
 * keeper was asked for: the router asks for no name that is taken.
 */
static enum code
do_make(struct job *job)
{
	struct account account = { .name = job->name, .made = clock_wall() };

	if (name_spelling(job->name) != CODE_OK)
		return CODE_BAD_TEXT;
	if (keeper_find(&job->keeper->store, STORE_ACCOUNT, job->name) == NULL)
		return put_secret(job, &account);
	return do_check(job) == CODE_OK ? CODE_OK : CODE_NAME_TAKEN;
}

static enum code
do_change(struct job *job)
{
	struct account account;

	return find_account(job, job->name, &account) ?
	    put_secret(job, &account) :
	    CODE_NO_SUCH_NAME;
}

static enum code
do_flags(struct job *job)
{
	struct account account;

	if (!find_account(job, job->name, &account))
		return CODE_NO_SUCH_NAME;
	account.flags = str_eq(job->rest, STR("-")) ? STR("") : job->rest;
	return put_account(job, &account);
}

/*
 * Makes the change of a line. An account can only be cut, and its groups with
 * it, or the next account of that name would have them.
 */
static enum code
do_line(struct job *job)
{
	const enum store_kind kind = keeper_kind_of(job->name);
	const bool cuts = str_begins(job->line, STR("cut "));
	const struct keeper_record *record;

	if (kind == STORE_CLOAK || (kind == STORE_ACCOUNT && !cuts))
		return CODE_BAD_TEXT;
	if (kind == STORE_ACCOUNT) {
		record = keeper_find(&job->keeper->store, kind, job->rest);
		if (record == NULL)
			return CODE_OK;
		(void)BUF_CAT(&job->text, keeper_name(record));
		job->name = job->rest;
		job->is_news = true;
	}
	return keeper_change(&job->keeper->store, job->line);
}

/* Of a group that is refused in part, nothing is saved by what comes next. */
static enum code
do_settle(struct job *job)
{
	struct keeper *keeper = job->keeper;
	const enum code refused = keeper->refused;

	if (refused != CODE_OK)
		keeper->failed = !keeper_reload(&keeper->store);
	keeper->refused = CODE_OK;
	return refused;
}

/*
 * The questions. work does the work, adds the rest of the answer to the job,
 * and returns a code.
 */
static const struct work {
	struct str what;
	enum code (*work)(struct job *job);
	bool has_rounds; /* first */
	bool has_secret; /* after its name; the work is slow */
	bool writes; /* answered only when it is saved */
} works[] = {
	{ LIT("make"), do_make, true, true, true },
	{ LIT("check"), do_check, true, true, false },
	{ LIT("change"), do_change, true, true, true },
	{ LIT("scram"), do_scram, true, false, false },
	{ LIT("step"), do_step, true, false, false },
	{ LIT("flags"), do_flags, false, false, true },
	{ LIT("put"), do_line, false, false, true },
	{ LIT("settle"), do_settle, false, false, true },
	{ LIT("cut"), do_line, false, false, true },
	{ .work = NULL },
};

static enum code
do_work(const struct work *work, struct job *job)
{
	if (work->work == NULL)
		return CODE_BAD_COMMAND;
	if (work->has_rounds &&
	    (!str_to_number(str_word(&job->rest), STORE_ROUNDS, &job->rounds) ||
		job->rounds == 0))
		return CODE_BAD_TEXT;
	job->name = str_word(&job->rest);
	if (work->has_secret && text_check(job->rest, LIMIT_SECRET) != CODE_OK)
		return CODE_BAD_TEXT;
	return work->work(job);
}

/* The caller has made sure that there is room. */
static void
answer_word(
    uint64_t number, struct str word, struct str rest, struct buf *answer)
{
	(void)BUF_CAT(answer, STR("answer "), DECIMAL(number), STR(" "), word,
	    rest.len > 0 ? STR(" ") : STR(""), rest, STR("\n"));
}

/* Saves the changes. If that fails, none has happened. */
static bool
commit(struct keeper *keeper, struct buf *answer)
{
	if (keeper_save(&keeper->store))
		return true;
	answer_word(0, code_word(CODE_UNAVAILABLE),
	    errno == ESTALE ? STR("the file was changed by somebody else; "
				  "reading it again") :
		errno == ENOENT || errno == ENOTDIR ?
			      STR("the file is no longer at its path; put it "
				  "back") :
			      str_from(strerror(errno)),
	    answer);
	keeper->failed =
	    keeper->store.is_lost || !keeper_reload(&keeper->store);
	return false;
}

/* Tells everybody of a change: whoever gets the answer may rely on that. */
static void
say_news(const struct job *job, struct buf *answer)
{
	const struct keeper_record *record =
	    keeper_find(&job->keeper->store, STORE_ACCOUNT, job->name);

	if (record != NULL)
		say_account(record, answer);
	else
		(void)BUF_SAY(answer, STR("kept"), STR("gone"), job->name);
}

/* Returns whether the line is one of a group that is told anew. */
static bool
is_told(struct str line)
{
	const bool cuts = str_skip(&line, STR("cut "));
	const enum store_kind kind = keeper_kind_of(str_word(&line));

	return kind == STORE_GROUP || (!cuts && kind < STORE_BAN);
}

/* Notes whether all of it is put. */
static void
note_told(struct keeper *keeper, struct str line, enum code code)
{
	if (str_begins(line, STR("cut group ")))
		keeper->refused = code;
	else if (code != CODE_OK && keeper->refused == CODE_OK)
		keeper->refused =
		    str_begins(line, STR("group ")) ? code : CODE_UNAVAILABLE;
}

bool
keeper_work(struct keeper *keeper, struct str question, struct buf *answer)
{
	struct job job = { .keeper = keeper };
	const struct work *work = works;
	bool saves, tells;
	struct str what;
	uint64_t number;
	enum code code;

	if (!str_to_number(str_word(&question), UINT64_MAX, &number))
		return false;
	job.line = question;
	what = str_word(&question);
	if (str_eq(what, STR("put")))
		job.line = question;
	job.rest = question;
	buf_init(&job.text, job.room, sizeof(job.room));
	while (work->work != NULL && !str_eq(work->what, what))
		work++;
	tells = number == 0 && work->work == do_line && is_told(job.line);
	code = do_work(work, &job);
	saves = work->writes && code == CODE_OK &&
	    !(tells && keeper_has_room(&keeper->store));
	if (saves && !commit(keeper, answer))
		code = CODE_UNAVAILABLE;
	if (job.is_news && code == CODE_OK)
		say_news(&job, answer);
	if (tells)
		note_told(keeper, job.line, code);
	else if (number > 0 && code != CODE_OK)
		answer_word(number, code_word(code), STR(""), answer);
	else if (number > 0)
		answer_word(number,
		    work->work == do_scram ? STR("more") : STR("done"),
		    buf_str(&job.text), answer);
	return work->has_secret || saves;
}

static struct {
	struct keeper keeper;
	struct store_place told; /* how far the first report has come */
	char path[CHILD_ARGS_PLACE + sizeof("/" STORE_FILE)];
	bool all_told;
} self;

static bool
can_say(void)
{
	return helper_has_room(KEEPER_ANSWER);
}

/* Reports what is not reported yet, as far as there is room. */
static void
tell_all(void)
{
	const struct keeper_record *record;

	while (!self.all_told && can_say()) {
		record = keeper_next(&self.keeper.store, &self.told);
		self.all_told = record == NULL;
		if (self.all_told)
			(void)BUF_SAY(&helper.up, STR("kept"), STR("all"));
		else if (self.told.kind == STORE_ACCOUNT)
			say_account(record, &helper.up);
		else
			(void)BUF_SAY(&helper.up, STR("kept"),
			    keeper_word(self.told.kind), keeper_record(record));
	}
}

/*
 * When it is over, what is not reported is asked of the next keeper again; a
 * group that is not told to its end stays as it was.
 */
static void
take_questions(void)
{
	bool is_slow = false;
	struct command said;
	struct str line, rest;

	while (!is_slow && can_say() &&
	    buf_line(&helper.down, &line) == LINE_WHOLE) {
		rest = line;
		(void)str_word(&rest);
		if (grammar_parse(line, FROM_ROUTER, &said) == CODE_OK)
			is_slow = keeper_work(&self.keeper, rest, &helper.up);
		else
			helper_hear(line);
		secret_wipe(
		    (char *)helper.down.data + helper.down.start, line.len);
		buf_drop_line(&helper.down, line);
	}
	helper.over = helper.over || self.keeper.failed;
}

/* Does one turn. Returns the code to exit with; EXITS_DONE to go on. */
static int
keeper_turn(void)
{
	/* Work that needs no new input, only room for answers. */
	struct str line;
	const bool has_work = !helper_is_done() && can_say() &&
	    (!self.all_told || buf_line(&helper.down, &line) == LINE_WHOLE);

	if (!helper_wait(can_say(), has_work ? 0 : CHILD_FOREVER))
		return EXITS_POLL;
	if (!helper_is_done()) {
		take_questions();
		tell_all();
	}
	helper_flush();
	return EXITS_DONE;
}

/*
 * Maps all the memory that the store will ever have, before the sandbox forbids
 * to ask for more.
 */
static bool
begin_keeper(const struct child_args *given)
{
	struct store *store = &self.keeper.store;

	store->memory = mmap(NULL, STORE_MEMORY, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	store->fd = CHILD_SOCKET;
	store->path = self.path;
	(void)snprintf(
	    self.path, sizeof(self.path), "%s/" STORE_FILE, given->place);
	helper_begin();
	return store->memory != MAP_FAILED && sandbox_enter(given);
}

int
keeper_main(const struct child_args *given)
{
	struct error why;
	int code;

	if (!begin_keeper(given))
		return EXITS_SANDBOX;
	if (!keeper_open(&self.keeper.store, given->expects, &why)) {
		answer_word(0, code_word(CODE_UNAVAILABLE), str_from(why.text),
		    &helper.up);
		helper_flush();
		return EXITS_STATE;
	}
	tell_all();
	helper_flush();
	code = helper_run(keeper_turn);
	return self.keeper.failed && code != EXITS_POLL ? EXITS_STALE : code;
}
