/* The keeper's answers: see keeper_work.h. */
#include "helpers/keeper_work.h"

#include <assert.h>
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

/*
 * A question that is worked on: its words, the rest of the answer after its
 * word, and the news to be sent before the answer.
 */
struct job {
	struct keeper *keeper;
	const struct question *question;
	struct str name; /* the first word */
	struct str rest; /* after the name: a secret, or the text of a step */
	char news_room[LIMIT_NAME + STR_DIGITS + STORE_FLAGS + 16];
	struct buf news;
	char room[LIMIT_LINE];
	struct buf text;
	bool more; /* the answer is "more" */
	struct str wrong; /* what is, if the work is refused; or empty */
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

static const struct store_record *
find_account(const struct job *job, struct str name)
{
	return store_find(&job->keeper->store, STORE_ACCOUNT, name);
}

static enum code
put(struct job *job, enum store_kind kind, const struct store_record *record)
{
	struct keeper *keeper = job->keeper;

	return batch_set(keeper->batch, &keeper->store, kind,
		   store_str(&record->name), record) ?
	    CODE_OK :
	    CODE_TOO_MANY;
}

/*
 * Removes a record. If the question is asked again, an earlier keeper may have
 * removed it, so a missing record is no error.
 */
static enum code
cut(struct job *job, enum store_kind kind, struct str name)
{
	struct keeper *keeper = job->keeper;

	return batch_set(keeper->batch, &keeper->store, kind, name, NULL) ||
		job->question->again ?
	    CODE_OK :
	    CODE_NO_SUCH_NAME;
}

/* Computes the keys of the secret, which is the slow part. */
static void
hash(struct str secret, const unsigned char salt[STORE_SALT], uint32_t rounds,
    struct scram_keys *keys)
{
	unsigned char salted[SCRAM_KEY];

	(void)scram_salt(secret,
	    (struct str) { (const char *)salt, STORE_SALT }, rounds,
	    salted); /* rounds is never 0 */
	scram_make_keys(salted, keys);
	secret_wipe(salted, sizeof(salted));
}

/* Gives the account the secret of the question, and puts it in the store. */
static enum code
put_account(struct job *job, struct store_account *account)
{
	struct store_record record;

	if (!entropy_draw(account->salt, sizeof(account->salt)))
		return CODE_UNAVAILABLE;
	account->rounds = job->question->rounds;
	hash(job->rest, account->salt, account->rounds, &account->keys);
	store_record_of(account, &record);
	return put(job, STORE_ACCOUNT, &record);
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
	const bool is_there = scram_account(
	    &job->keeper->store, name, job->question->rounds, &account);
	bool same;

	hash(secret, account.salt, account.rounds, &keys);
	same = secret_same(keys.stored, account.keys.stored, SCRAM_KEY);
	secret_wipe(&keys, sizeof(keys));
	return same && is_there;
}

static bool
is_good_secret(struct str secret)
{
	return text_check(secret, LIMIT_SECRET) == CODE_OK;
}

/* Adds the account's name as it is spelled. */
static void
say_account(struct job *job, struct str name)
{
	const struct store_record *account = find_account(job, name);

	if (account != NULL)
		(void)BUF_CAT(&job->text, store_str(&account->name));
}

/* Adds the account, as it is now, to the news that everybody gets, too. */
static enum code
say_made(struct job *job)
{
	const struct store_record *account = find_account(job, job->name);
	const struct str flags = store_flags(account);

	say_account(job, job->name);
	(void)BUF_CAT(&job->news, STR("account "), buf_str(&job->text),
	    STR(" "), store_first(account), flags.len > 0 ? STR(" ") : STR(""),
	    flags);
	return CODE_OK;
}

/*
 * Makes an account. If the question is asked again, an earlier keeper may have
 * made it, with that secret.
 */
static enum code
do_make(struct job *job)
{
	struct store_account account = { .is_new = true, .made = clock_wall() };
	enum code code;

	if (name_spelling(job->name) != CODE_OK)
		return CODE_BAD_TEXT;
	if (find_account(job, job->name) != NULL)
		return job->question->again &&
			is_secret(job, job->name, job->rest) ?
		    say_made(job) :
		    CODE_NAME_TAKEN;
	(void)store_set_name(&account.name, job->name); /* fits */
	code = put_account(job, &account);
	return code == CODE_OK ? say_made(job) : code;
}

static enum code
check(struct job *job, struct str name, struct str secret)
{
	if (!is_secret(job, name, secret))
		return CODE_NOT_ALLOWED;
	say_account(job, name);
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

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	say_account(job, job->name);
	return put_account(job, &account);
}

static enum code
do_flags(struct job *job)
{
	struct store_account account;
	struct store_record record;
	enum code code;

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	if (!store_set_flags(&account, job->rest))
		return CODE_BAD_TEXT;
	store_record_of(&account, &record);
	code = put(job, STORE_ACCOUNT, &record);
	return code == CODE_OK ? say_made(job) : code;
}

/* Checks "[AUTHZID] NUL NAME NUL SECRET" of RFC 4616. */
static enum code
check_plain(struct job *job, struct str text)
{
	const struct str as = str_cut(&text, '\0');
	const struct str name = str_cut(&text, '\0');

	if (text.at == NULL || memchr(text.at, '\0', text.len) != NULL ||
	    name.len == 0 || (as.len > 0 && !str_caseeq(as, name)) ||
	    !is_good_secret(text))
		return CODE_NOT_ALLOWED;
	return check(job, name, text);
}

static enum code
do_plain(struct job *job)
{
	char text[BASE64_BYTES(BASE64_TEXT(PLAIN_MOST))];
	enum code code = CODE_BAD_TEXT;
	size_t len;

	if (base64_decode(job->question->rest, text, sizeof(text), &len))
		code = check_plain(job, (struct str) { text, len });
	secret_wipe(text, sizeof(text));
	return code;
}

/* Reads "EXCHANGE BASE64". */
static bool
read_step(const struct job *job, struct scram_step *step)
{
	*step = (struct scram_step) { .bond = { .store = &job->keeper->store,
					  .now = clock_mono() },
		.rounds = job->question->rounds,
		.text = job->rest };
	return str_to_number(job->name, UINT64_MAX, &step->bond.exchange);
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
	struct store_name name;
	struct buf proof;
	enum code code;

	if (!read_step(job, &step))
		return CODE_BAD_TEXT;
	buf_init(&proof, room, sizeof(room));
	code = scram_finish(&step, &name, &proof);
	if (code == CODE_OK)
		(void)BUF_CAT(
		    &job->text, store_str(&name), STR(" "), buf_str(&proof));
	return code;
}

/*
 * Removes the groups of an account that goes, or the next account of that name
 * would own them.
 */
static void
cut_groups(struct job *job, struct str founder)
{
	const struct store *store = &job->keeper->store;
	const struct store_record *group;

	for (size_t i = store->table[STORE_GROUP].count; i > 0; i--) {
		group = store_at(store, STORE_GROUP, i - 1);
		if (str_caseeq(store_first(group), founder))
			(void)cut(job, STORE_GROUP,
			    store_str(&group->name)); /* there is room */
	}
}

/*
 * Removes an account. If the question is asked again, and this keeper has made
 * the account itself, nothing is done: the earlier keeper has removed the
 * account that was meant, and this one is new. Creation times cannot tell the
 * two apart, because the wall clock may be set back.
 */
static enum code
do_remove(struct job *job)
{
	const struct str name = job->question->rest;
	const struct store_record *found = find_account(job, name);
	enum code code;

	if (job->question->again && found != NULL && found->is_new)
		return CODE_OK;
	say_account(job, name);
	code = cut(job, STORE_ACCOUNT, name);
	if (code != CODE_OK)
		return code;
	(void)BUF_CAT(&job->news, STR("gone "), name);
	cut_groups(job, name);
	return CODE_OK;
}

/* Returns groups or bans, or STORE_KINDS for any other word. */
static enum store_kind
kind_of(struct str word)
{
	const enum store_kind kind = store_kind_of(word);

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
do_put(struct job *job)
{
	const enum store_kind kind = kind_of(job->name);
	struct store_record record;

	if (kind == STORE_KINDS || store_scan(kind, job->rest, &record) != NULL)
		return CODE_BAD_TEXT;
	if (kind == STORE_GROUP &&
	    find_account(job, store_first(&record)) == NULL)
		return CODE_NO_SUCH_NAME;
	if (!has_clock_moved(job->keeper))
		store_expire(&job->keeper->store, clock_wall());
	return put(job, kind, &record);
}

/*
 * Puts the record of a group, "group FROM RECORD", so that there is none of its
 * other name, FROM, in one write. It may have been done before.
 */
static enum code
do_move(struct job *job)
{
	struct keeper *keeper = job->keeper;
	struct store_record record;
	struct str rest = job->rest;
	const struct str from = str_word(&rest);

	if (kind_of(job->name) != STORE_GROUP ||
	    store_scan(STORE_GROUP, rest, &record) != NULL)
		return CODE_BAD_TEXT;
	if (find_account(job, store_first(&record)) == NULL)
		return CODE_NO_SUCH_NAME;
	if (!str_caseeq(from, store_str(&record.name)) &&
	    store_find(&keeper->store, STORE_GROUP, from) != NULL &&
	    !batch_set(keeper->batch, &keeper->store, STORE_GROUP, from, NULL))
		return CODE_TOO_MANY;
	return put(job, STORE_GROUP, &record);
}

static enum code
do_cut(struct job *job)
{
	const enum store_kind kind = kind_of(job->name);

	return kind == STORE_KINDS ? CODE_BAD_TEXT : cut(job, kind, job->rest);
}

/*
 * Writes the store again, now and later without the checksum, for an older
 * program that is to take over.
 */
static enum code
do_older(struct job *job)
{
	job->keeper->store.for_older = true;
	job->keeper->batch->rewrites = true;
	return CODE_OK;
}

static_assert(
    sizeof("answer  more  ") + 2 * STR_DIGITS + CARRYOVER_RECORD <= LIMIT_LINE,
    "a record fits the answer");

/* Answers with the next record, after the number of its line. */
static enum code
carry_next(struct job *job)
{
	struct carryover *carryover = &job->keeper->carryover;
	struct str record;
	const enum code code = carryover_next(carryover, &record, &job->wrong);

	job->more = record.len > 0;
	if (job->more)
		(void)BUF_CAT(&job->text, DECIMAL(carryover->lines), STR(" "),
		    record); /* fits: see above */
	else if (code == CODE_BAD_TEXT && !carryover->ended)
		(void)BUF_CAT(&job->text, STR("line "),
		    DECIMAL(carryover->lines), STR(": "), job->wrong);
	else if (code != CODE_OK)
		(void)BUF_CAT(&job->text, job->wrong);
	job->wrong = buf_str(&job->text);
	return code;
}

static enum code
carried(bool good)
{
	return good ? CODE_OK : CODE_UNAVAILABLE;
}

static enum code
carry_add(struct job *job)
{
	return carried(carryover_add(&job->keeper->carryover, job->rest));
}

/* Closes the file, if the next server would find it. */
static enum code
carry_close(struct job *job)
{
	struct keeper_file *file = &job->keeper->file;
	uint64_t count;

	if (!str_to_number(job->rest, UINT64_MAX, &count))
		return CODE_BAD_TEXT;
	return carried(keeper_file_is_in_place(file) &&
	    carryover_close(&job->keeper->carryover, count));
}

static enum code
carry_spend(struct job *job)
{
	return carried(carryover_spend(&job->keeper->carryover, false));
}

static enum code
carry_aside(struct job *job)
{
	return carried(carryover_spend(&job->keeper->carryover, true));
}

static const struct {
	struct str what;
	enum code (*work)(struct job *job);
} carries[] = {
	{ LIT("next"), carry_next },
	{ LIT("add"), carry_add },
	{ LIT("close"), carry_close },
	{ LIT("spend"), carry_spend },
	{ LIT("aside"), carry_aside },
};

static enum code
do_carry(struct job *job)
{
	for (size_t i = 0; i < COUNT(carries); i++)
		if (str_eq(carries[i].what, job->name))
			return carries[i].work(job);
	return CODE_BAD_COMMAND;
}

/*
 * The questions. work does the work, adds the rest of the answer to the job,
 * and returns a code.
 */
static const struct work {
	struct str what;
	enum code (*work)(struct job *job);
	bool has_secret; /* after its name */
	bool is_slow;
	bool writes; /* answered only when the change is on the disk */
	struct str done; /* word of the answer */
} works[] = {
	{ LIT("make"), do_make, true, true, true, LIT("done") },
	{ LIT("check"), do_check, true, true, false, LIT("done") },
	{ LIT("change"), do_change, true, true, true, LIT("done") },
	{ LIT("plain"), do_plain, false, true, false, LIT("done") },
	{ LIT("scram"), do_scram, false, false, false, LIT("more") },
	{ LIT("step"), do_step, false, false, false, LIT("done") },
	{ LIT("flags"), do_flags, false, false, true, LIT("done") },
	{ LIT("remove"), do_remove, false, false, true, LIT("done") },
	{ LIT("put"), do_put, false, false, true, LIT("done") },
	{ LIT("cut"), do_cut, false, false, true, LIT("done") },
	{ LIT("move"), do_move, false, false, true, LIT("done") },
	{ LIT("older"), do_older, false, false, true, LIT("done") },
	{ LIT("carry"), do_carry, false, false, false, LIT("done") },
};

/* Returns the row of a question, or null if it is unknown. */
static const struct work *
work_of(const struct question *question)
{
	for (size_t i = 0; i < COUNT(works); i++)
		if (str_eq(works[i].what, question->what))
			return &works[i];
	return NULL;
}

bool
keeper_is_slow(const struct question *question)
{
	const struct work *work = work_of(question);

	return work != NULL && work->is_slow;
}

/*
 * Adds the news before the answer, as whoever gets the answer may rely on the
 * news.
 */
static void
say_done(const struct work *work, const struct job *job, struct buf *answer)
{
	if (buf_len(&job->news) > 0)
		(void)BUF_SAY(answer, STR("kept"), buf_str(&job->news));
	answer_word(job->question, job->more ? STR("more") : work->done,
	    buf_str(&job->text), answer);
}

/*
 * Adds the answer to the batch, which gives it when the change is on the disk.
 */
static void
say_when_written(const struct work *work, const struct job *job)
{
	char room[BATCH_ANSWER];
	struct buf lines;

	buf_init(&lines, room, sizeof(room));
	say_done(work, job, &lines);
	batch_add(job->keeper->batch, job->question->number, buf_str(&lines),
	    work->is_slow);
}

static enum code
do_work(const struct work *work, struct job *job)
{
	if (work == NULL)
		return CODE_BAD_COMMAND;
	if (work->has_secret && !is_good_secret(job->rest))
		return CODE_BAD_TEXT;
	errno = 0;
	return work->work(job);
}

void
keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer)
{
	const struct work *work = work_of(question);
	struct job job = { .keeper = keeper,
		.question = question,
		.rest = question->rest,
		.wrong = STR("") };
	enum code code;

	job.name = str_word(&job.rest);
	buf_init(&job.text, job.room, sizeof(job.room));
	buf_init(&job.news, job.news_room, sizeof(job.news_room));
	code = do_work(work, &job);
	if (code == CODE_UNAVAILABLE && errno != 0)
		answer_word(question, code_word(code),
		    str_from(strerror(errno)), answer);
	else if (code != CODE_OK)
		answer_word(question, code_word(code), job.wrong, answer);
	else if (work->writes)
		say_when_written(work, &job);
	else
		say_done(work, &job, answer);
}
