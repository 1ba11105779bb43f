/* The keeper's answers: see keeper_work.h. */
#include "helpers/keeper_work.h"

#include <assert.h>
#include <errno.h>

#include "base/log/wall.h"
#include "helpers/keeper_accounts.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/names.h"

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

/* Returns groups, bans or ends, or STORE_KINDS for any other word. */
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
do_put(struct keeper_job *job)
{
	const enum store_kind kind = kind_of(job->name);
	struct store_record record;

	if (kind == STORE_KINDS || kind == STORE_ENDED ||
	    store_scan(kind, job->rest, &record) != NULL)
		return CODE_BAD_TEXT;
	if (kind == STORE_GROUP &&
	    keeper_job_account(job, store_first(&record)) == NULL)
		return CODE_NO_SUCH_NAME;
	if (kind == STORE_GROUP &&
	    keeper_job_has_ended(job, STR(""), store_str(&record.name)))
		return CODE_SLOW_DOWN;
	if (!has_clock_moved(job->keeper))
		store_expire(&job->keeper->store, clock_wall());
	return keeper_job_put(job, kind, &record);
}

static enum code
do_cut(struct keeper_job *job)
{
	const enum store_kind kind = kind_of(job->name);

	return kind == STORE_KINDS ? CODE_BAD_TEXT :
				     keeper_job_cut(job, kind, job->rest);
}

/* Cuts "group NAME", whose past is to end, too. */
static enum code
do_end(struct keeper_job *job)
{
	const struct store *store = &job->keeper->store;
	enum code code = CODE_OK;

	if (!str_eq(job->name, store_word(STORE_GROUP)))
		return CODE_BAD_TEXT;
	if (store_find(store, STORE_GROUP, job->rest) != NULL)
		code = keeper_job_end(job, STR(""), job->rest);
	return code == CODE_OK ? keeper_job_cut(job, STORE_GROUP, job->rest) :
				 code;
}

/*
 * Writes the store again, now and later without the checksum, for an older
 * program that is to take over.
 */
static enum code
do_older(struct keeper_job *job)
{
	job->keeper->store.for_older = true;
	job->keeper->batch->rewrites = true;
	return CODE_OK;
}

/*
 * The questions. work does the work, adds the rest of the answer to the job,
 * and returns a code.
 */
static const struct work {
	struct str what;
	enum code (*work)(struct keeper_job *job);
	bool has_secret; /* after its name */
	bool is_slow;
	bool writes; /* answered only when the change is on the disk */
	struct str done; /* word of the answer */
} works[] = {
	{ LIT("make"), keeper_accounts_make, true, true, true, LIT("done") },
	{ LIT("check"), keeper_accounts_check, true, true, false, LIT("done") },
	{ LIT("change"), keeper_accounts_change, true, true, true,
	    LIT("done") },
	{ LIT("plain"), keeper_accounts_plain, false, true, false,
	    LIT("done") },
	{ LIT("scram"), keeper_accounts_scram, false, false, false,
	    LIT("more") },
	{ LIT("step"), keeper_accounts_step, false, false, false, LIT("done") },
	{ LIT("flags"), keeper_accounts_flags, false, false, true,
	    LIT("done") },
	{ LIT("remove"), keeper_accounts_remove, false, false, true,
	    LIT("done") },
	{ LIT("put"), do_put, false, false, true, LIT("done") },
	{ LIT("cut"), do_cut, false, false, true, LIT("done") },
	{ LIT("end"), do_end, false, false, true, LIT("done") },
	{ LIT("older"), do_older, false, false, true, LIT("done") },
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
say_done(
    const struct work *work, const struct keeper_job *job, struct buf *answer)
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
say_when_written(const struct work *work, const struct keeper_job *job)
{
	char room[BATCH_ANSWER];
	struct buf lines;

	buf_init(&lines, room, sizeof(room));
	say_done(work, job, &lines);
	batch_add(job->keeper->batch, job->question->number, buf_str(&lines),
	    work->is_slow);
}

static enum code
do_work(const struct work *work, struct keeper_job *job)
{
	if (work == NULL)
		return CODE_BAD_COMMAND;
	if (work->has_secret && !keeper_accounts_can_be_secret(job->rest))
		return CODE_BAD_TEXT;
	errno = 0;
	return work->work(job);
}

void
keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer)
{
	const struct work *work = work_of(question);
	struct keeper_job job = { .keeper = keeper,
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
