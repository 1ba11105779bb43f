/* The keeper's answers: see keeper_work.h. */
#include "helpers/keeper_work.h"

#include <errno.h>

#include "base/log/wall.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/entropy.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"

/* Longest message of PLAIN: two names and a secret, with a NUL between them. */
#define PLAIN_MOST (2 * LIMIT_NAME + LIMIT_SECRET + 2)

/* The rest of an answer after its word, and the news to be sent before it. */
struct reply {
	char news_room[LIMIT_NAME + STR_DIGITS + 16];
	struct buf news;
	char room[SCRAM_TEXT + LIMIT_NAME + STR_DIGITS + 2];
	struct buf text;
};

bool
keeper_read_question(struct str text, struct question *question)
{
	uint64_t rounds;

	if (!str_to_number(str_word(&text), UINT64_MAX, &question->number))
		return false;
	question->from = str_word(&text);
	if (!rank_read(str_word(&text), &question->rank) ||
	    !str_to_number(str_word(&text), STORE_ROUNDS, &rounds) ||
	    rounds == 0)
		return false;
	question->rounds = (uint32_t)rounds;
	question->what = str_word(&text);
	question->again = str_eq(question->what, STR("again"));
	if (question->again)
		question->what = str_word(&text);
	question->rest = text;
	return question->what.len > 0;
}

static void
answer_word(const struct question *question, struct str word, struct str rest,
    struct buf *answer)
{
	const struct str number = DECIMAL(question->number);

	/* The caller has made sure that there is room: keeper.c. */
	if (rest.len > 0)
		(void)BUF_SAY(answer, STR("answer"), number, word, rest);
	else
		(void)BUF_SAY(answer, STR("answer"), number, word);
}

void
keeper_refuse(
    const struct question *question, enum code code, struct buf *answer)
{
	answer_word(question, code_word(code), STR(""), answer);
}

/*
 * Answers that a file or random bytes are unavailable, with the reason from
 * errno.
 */
static void
say_why_not(const struct question *question, struct buf *answer)
{
	answer_word(question, code_word(CODE_UNAVAILABLE),
	    str_from(strerror(errno)), answer);
}

static enum code
keeper_work_put(struct keeper *keeper, enum store_kind kind,
    const struct store_record *record)
{
	return batch_put(keeper->batch, &keeper->store, kind, record) ?
	    CODE_OK :
	    CODE_TOO_MANY;
}

/*
 * Removes a record. If the question is asked again, an earlier keeper may have
 * removed it, so a missing record is no error.
 */
static enum code
keeper_work_cut(
    struct keeper *keeper, enum store_kind kind, struct str name, bool again)
{
	return batch_remove(keeper->batch, &keeper->store, kind, name) ||
		again ?
	    CODE_OK :
	    CODE_NO_SUCH_NAME;
}

/*
 * Hashes the secret, which is the slow part. Returns false if the system has no
 * random bytes for a salt.
 */
static bool
hash(struct store_account *account, uint32_t rounds, struct str secret)
{
	unsigned char salted[SCRAM_KEY];

	if (!entropy_draw(account->salt, sizeof(account->salt)))
		return false;
	account->rounds = rounds;
	(void)scram_salt(secret,
	    (struct str) { (const char *)account->salt, STORE_SALT }, rounds,
	    salted); /* rounds is never 0 */
	scram_make_keys(salted, &account->keys);
	secret_wipe(salted, sizeof(salted));
	return true;
}

/*
 * Returns whether that is the account's secret. It is as slow if there is no
 * such account.
 */
static bool
is_secret(const struct keeper *keeper, struct str name, uint32_t rounds,
    struct str secret)
{
	unsigned char salted[SCRAM_KEY];
	struct store_account account;
	struct scram_keys keys;
	const bool is_there =
	    scram_account(&keeper->store, name, rounds, &account);
	bool same;

	(void)scram_salt(secret,
	    (struct str) { (const char *)account.salt, STORE_SALT },
	    account.rounds, salted);
	scram_make_keys(salted, &keys);
	same = secret_same(keys.stored, account.keys.stored, SCRAM_KEY);
	secret_wipe(salted, sizeof(salted));
	secret_wipe(&keys, sizeof(keys));
	return same && is_there;
}

static bool
is_good_secret(struct str secret)
{
	return text_check(secret, LIMIT_SECRET) == CODE_OK;
}

/*
 * Does the work of a question: returns a code, and adds the rest of the answer
 * to *said.
 */
typedef enum code work(struct keeper *keeper, const struct question *question,
    struct reply *reply);

/* Adds the account's name as it is spelled. */
static void
say_account(const struct keeper *keeper, struct str name, struct reply *reply)
{
	const struct store_record *account =
	    store_find(&keeper->store, STORE_ACCOUNT, name);

	if (account != NULL)
		(void)BUF_CAT(&reply->text, store_str(&account->name));
}

/*
 * Adds the new account's name to the answer, and the account to the news that
 * everybody gets.
 */
static void
say_made(const struct store_record *account, struct reply *reply)
{
	(void)BUF_CAT(&reply->text, store_str(&account->name));
	(void)BUF_CAT(&reply->news, STR("account "), store_str(&account->name),
	    STR(" "), store_first(account));
}

/*
 * Returns CODE_OK if an earlier keeper may have made this account, with that
 * secret.
 */
static enum code
find_made(const struct keeper *keeper, const struct question *question,
    struct str name, struct str secret, struct reply *reply)
{
	if (!question->again ||
	    !is_secret(keeper, name, question->rounds, secret))
		return CODE_NAME_TAKEN;
	say_made(store_find(&keeper->store, STORE_ACCOUNT, name), reply);
	return CODE_OK;
}

static enum code
do_make(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct store_account account = { .made = clock_wall() };
	struct store_record record;
	struct str rest = question->rest;
	const struct str name = str_word(&rest);
	enum code code;

	if (name_spelling(name) != CODE_OK || !is_good_secret(rest))
		return CODE_BAD_TEXT;
	if (store_find(&keeper->store, STORE_ACCOUNT, name) != NULL)
		return find_made(keeper, question, name, rest, reply);
	if (!hash(&account, question->rounds, rest))
		return CODE_UNAVAILABLE;
	(void)store_set_name(&account.name, name); /* fits */
	store_record_of(&account, &record);
	record.is_new = true;
	code = keeper_work_put(keeper, STORE_ACCOUNT, &record);
	if (code == CODE_OK)
		say_made(&record, reply);
	return code;
}

static enum code
do_check(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct str rest = question->rest;
	const struct str name = str_word(&rest);

	if (!is_good_secret(rest))
		return CODE_BAD_TEXT;
	if (!is_secret(keeper, name, question->rounds, rest))
		return CODE_NOT_ALLOWED;
	say_account(keeper, name, reply);
	return CODE_OK;
}

static enum code
do_change(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct str rest = question->rest;
	const struct str name = str_word(&rest);
	struct store_account account;
	struct store_record record;

	if (!is_good_secret(rest))
		return CODE_BAD_TEXT;
	if (!store_account(&keeper->store, name, &account))
		return CODE_NO_SUCH_NAME;
	if (!hash(&account, question->rounds, rest))
		return CODE_UNAVAILABLE;
	store_record_of(&account, &record);
	record.is_new = store_find(&keeper->store, STORE_ACCOUNT, name)->is_new;
	say_account(keeper, name, reply);
	return keeper_work_put(keeper, STORE_ACCOUNT, &record);
}

/* Takes the part before the next NUL; returns false if there is none. */
static bool
take_part(struct str *rest, struct str *part)
{
	const char *nul =
	    rest->len > 0 ? memchr(rest->at, '\0', rest->len) : NULL;

	if (nul == NULL)
		return false;
	*part = (struct str) { rest->at, (size_t)(nul - rest->at) };
	str_drop(rest, part->len + 1);
	return true;
}

/* Checks "[AUTHZID] NUL NAME NUL SECRET" of RFC 4616. */
static enum code
check_plain(const struct keeper *keeper, const struct question *question,
    struct str text, struct reply *reply)
{
	struct str as, name;

	if (!take_part(&text, &as) || !take_part(&text, &name) ||
	    memchr(text.at, '\0', text.len) != NULL || name.len == 0 ||
	    (as.len > 0 && !str_caseeq(as, name)) || !is_good_secret(text) ||
	    !is_secret(keeper, name, question->rounds, text))
		return CODE_NOT_ALLOWED;
	say_account(keeper, name, reply);
	return CODE_OK;
}

static enum code
do_plain(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	char text[BASE64_BYTES(BASE64_TEXT(PLAIN_MOST))];
	enum code code = CODE_BAD_TEXT;
	size_t len;

	if (base64_decode(question->rest, text, sizeof(text), &len))
		code = check_plain(
		    keeper, question, (struct str) { text, len }, reply);
	secret_wipe(text, sizeof(text));
	return code;
}

/* Reads "EXCHANGE BASE64". */
static bool
read_step(const struct question *question, struct scram_step *step)
{
	struct str rest = question->rest;

	*step = (struct scram_step) { .rounds = question->rounds,
		.now = clock_mono() };
	if (!str_to_number(str_word(&rest), UINT64_MAX, &step->exchange))
		return false;
	step->text = rest;
	return true;
}

static enum code
do_scram(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct scram_step step;

	if (!read_step(question, &step))
		return CODE_BAD_TEXT;
	return scram_begin(&keeper->store, &step, &reply->text);
}

/* Answers with the name first, then the proof. */
static enum code
do_step(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	char room[SCRAM_TEXT];
	struct scram_step step;
	struct store_name name;
	struct buf proof;
	enum code code;

	if (!read_step(question, &step))
		return CODE_BAD_TEXT;
	buf_init(&proof, room, sizeof(room));
	code = scram_finish(&keeper->store, &step, &name, &proof);
	if (code == CODE_OK)
		(void)BUF_CAT(
		    &reply->text, store_str(&name), STR(" "), buf_str(&proof));
	return code;
}

/*
 * Removes the groups of an account that goes, or the next account of that name
 * would own them.
 */
static void
cut_groups(struct keeper *keeper, struct str founder)
{
	const struct store_record *group;

	for (size_t i = keeper->store.table[STORE_GROUP].count; i > 0; i--) {
		group = store_at(&keeper->store, STORE_GROUP, i - 1);
		if (str_caseeq(store_first(group), founder))
			(void)keeper_work_cut(keeper, STORE_GROUP,
			    store_str(&group->name),
			    true); /* it exists, and there is room */
	}
}

/*
 * Removes an account. If the question is asked again, and this keeper has made
 * the account itself, nothing is done: the earlier keeper has removed the
 * account that was meant, and this one is new. Creation times cannot tell the
 * two apart, because the wall clock may be set back.
 */
static enum code
do_remove(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	const struct str name = question->rest;
	const struct store_record *found =
	    store_find(&keeper->store, STORE_ACCOUNT, name);
	enum code code = CODE_OK;

	if (!question->again || found == NULL || !found->is_new) {
		say_account(keeper, name, reply);
		code = keeper_work_cut(
		    keeper, STORE_ACCOUNT, name, question->again);
		if (code != CODE_OK)
			return code;
		(void)BUF_CAT(&reply->news, STR("gone "), name);
		cut_groups(keeper, name);
	}
	return code;
}

/* Takes the word for groups or bans. Returns STORE_KINDS for any other word. */
static enum store_kind
take_kind(struct str *rest)
{
	const enum store_kind kind = store_kind_of(str_word(rest));

	return kind == STORE_ACCOUNT ? STORE_KINDS : kind;
}

/*
 * Returns whether the wall clock was set since the server began. Bans that have
 * ended by a clock that may be wrong are not removed.
 */
static bool
has_clock_moved(const struct keeper *keeper)
{
	const usec ahead = clock_wall() - clock_mono();

	return ahead > keeper->ahead + WALL_LEAP ||
	    keeper->ahead > ahead + WALL_LEAP;
}

static enum code
do_put(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct str rest = question->rest;
	const enum store_kind kind = take_kind(&rest);
	struct store_record record;

	(void)reply;
	if (kind == STORE_KINDS || store_scan(kind, rest, &record) != NULL)
		return CODE_BAD_TEXT;
	if (kind == STORE_GROUP &&
	    store_find(&keeper->store, STORE_ACCOUNT, store_first(&record)) ==
		NULL)
		return CODE_NO_SUCH_NAME;
	if (!has_clock_moved(keeper))
		store_expire(&keeper->store, clock_wall());
	return keeper_work_put(keeper, kind, &record);
}

static enum code
do_cut(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	struct str rest = question->rest;
	const enum store_kind kind = take_kind(&rest);

	(void)reply;
	return kind == STORE_KINDS ?
	    CODE_BAD_TEXT :
	    keeper_work_cut(keeper, kind, rest, question->again);
}

/*
 * Writes the store again, now and later without the checksum, for an older
 * program that is to take over.
 */
static enum code
do_older(
    struct keeper *keeper, const struct question *question, struct reply *reply)
{
	(void)question;
	(void)reply;
	keeper->store.for_older = true;
	keeper->batch->rewrites = true;
	return CODE_OK;
}

static const struct {
	struct str what;
	work *work;
	bool is_slow;
	bool writes; /* answered only when the change is on the disk */
	struct str done; /* word of the answer */
} works[] = {
	{ LIT("make"), do_make, true, true, LIT("done") },
	{ LIT("check"), do_check, true, false, LIT("done") },
	{ LIT("change"), do_change, true, true, LIT("done") },
	{ LIT("plain"), do_plain, true, false, LIT("done") },
	{ LIT("scram"), do_scram, false, false, LIT("more") },
	{ LIT("step"), do_step, false, false, LIT("done") },
	{ LIT("remove"), do_remove, false, true, LIT("done") },
	{ LIT("put"), do_put, false, true, LIT("done") },
	{ LIT("cut"), do_cut, false, true, LIT("done") },
	{ LIT("older"), do_older, false, true, LIT("done") },
};

/* Returns the row of a question, or COUNT(works). */
static size_t
keeper_work_find(const struct question *question)
{
	size_t row = 0;

	while (row < COUNT(works) && !str_eq(works[row].what, question->what))
		row++;
	return row;
}

bool
keeper_is_slow(const struct question *question)
{
	const size_t row = keeper_work_find(question);

	return row < COUNT(works) && works[row].is_slow;
}

/*
 * Adds the news before the answer, as whoever gets the answer may rely on the
 * news.
 */
static void
say_done(const struct question *question, size_t row, struct reply *reply,
    struct buf *answer)
{
	if (buf_len(&reply->news) > 0)
		(void)BUF_SAY(answer, STR("kept"), buf_str(&reply->news));
	answer_word(question, works[row].done, buf_str(&reply->text), answer);
}

/*
 * Adds the answer to the batch, which gives it when the change is on the disk.
 */
static void
say_when_written(struct keeper *keeper, const struct question *question,
    size_t row, struct reply *reply)
{
	char room[BATCH_ANSWER];
	struct buf lines;

	buf_init(&lines, room, sizeof(room));
	say_done(question, row, reply, &lines);
	batch_add(keeper->batch, question->number, buf_str(&lines),
	    works[row].is_slow);
}

void
keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer)
{
	const size_t row = keeper_work_find(question);
	struct reply reply;
	enum code code;

	if (row == COUNT(works)) {
		keeper_refuse(question, CODE_BAD_COMMAND, answer);
		return;
	}
	buf_init(&reply.text, reply.room, sizeof(reply.room));
	buf_init(&reply.news, reply.news_room, sizeof(reply.news_room));
	errno = 0;
	code = works[row].work(keeper, question, &reply);
	if (code == CODE_UNAVAILABLE && errno != 0)
		say_why_not(question, answer);
	else if (code != CODE_OK)
		keeper_refuse(question, code, answer);
	else if (works[row].writes)
		say_when_written(keeper, question, row, &reply);
	else
		say_done(question, row, &reply, answer);
}
