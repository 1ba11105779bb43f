/* The keeper's answers: see keeper_work.h. */
#include "helpers/keeper/keeper_work.h"

#include <errno.h>
#include <string.h>

#include "base/log/wall.h"
#include "helpers/keeper/keeper_accounts.h"

bool
keeper_read_question(struct str text, struct question *question)
{
	if (!str_to_number(str_word(&text), UINT64_MAX, &question->number))
		return false;
	question->what = str_word(&text);
	question->rest = text;
	return question->what.len > 0;
}

static void
answer_word(
    uint64_t number, struct str word, struct str rest, struct buf *answer)
{
	/* The caller has made sure that there is room: keeper.c. */
	if (rest.len > 0)
		(void)BUF_SAY(
		    answer, STR("answer"), DECIMAL(number), word, rest);
	else
		(void)BUF_SAY(answer, STR("answer"), DECIMAL(number), word);
}

void
keeper_refuse(
    const struct question *question, enum code code, struct buf *answer)
{
	answer_word(question->number, code_word(code), STR(""), answer);
}

/*
 * Removes bans that have ended; not by a wall clock that was set since the
 * server began, and may be wrong.
 */
static void
expire_bans(struct keeper *keeper)
{
	const usec ahead = clock_wall() - clock_mono();

	if (ahead > keeper->ahead + WALL_LEAP ||
	    keeper->ahead > ahead + WALL_LEAP)
		return;
	for (size_t i = keeper->store.table[STORE_BAN].count; i > 0; i--) {
		const struct store_record *ban =
		    store_at(&keeper->store, STORE_BAN, i - 1);
		struct str text = store_text(ban);
		uint64_t until = 0;
		(void)str_to_number(
		    str_word(&text), UINT64_MAX, &until); /* a number */
		if (until != 0 && until <= clock_wall())
			(void)KEEPER_CHANGE(keeper, STR("cut"), STR("ban"),
			    store_name(ban)); /* it is there */
	}
}

/* Returns why the record cannot be put, or CODE_OK. */
static enum code
may_put(const struct keeper *keeper, enum store_kind kind, struct str name,
    struct str text)
{
	const struct str group = str_word(&name), account = name;
	const struct store *store = &keeper->store;

	if ((kind == STORE_GROUP &&
		store_find(store, STORE_ACCOUNT, str_word(&text)) == NULL) ||
	    (store_is_part(kind) &&
		store_find(store, STORE_GROUP, group) == NULL) ||
	    (kind == STORE_ROLE &&
		store_find(store, STORE_ACCOUNT, account) == NULL))
		return CODE_NO_SUCH_NAME;
	return CODE_OK;
}

/* Puts a record, if there is no such one yet. */
static enum code
do_put(struct keeper_job *job)
{
	struct keeper *keeper = job->keeper;
	const enum store_kind kind = store_kind_of(job->name);
	struct store_record *old;
	struct str name, text;
	enum code code;

	if (kind == STORE_KINDS || kind == STORE_ACCOUNT ||
	    store_check(kind, job->rest, &name, &text) != NULL)
		return CODE_BAD_TEXT;
	code = may_put(keeper, kind, name, text);
	if (code != CODE_OK)
		return code;
	if (kind == STORE_GROUP)
		store_mark_stale(&keeper->store, name);
	if (kind == STORE_BAN)
		expire_bans(keeper);
	old = store_find(&keeper->store, kind, name);
	if (old == NULL || !str_eq(store_text(old), text))
		return keeper_change(keeper, job->question->rest);
	old->is_stale = false;
	return CODE_OK;
}

static enum code
do_settle(struct keeper_job *job)
{
	const struct store_record *stale;
	enum store_kind kind;

	if (job->rest.len == 0 || job->rest.len > LIMIT_GROUP)
		return CODE_BAD_TEXT;
	while ((stale = store_next_stale(
		    &job->keeper->store, job->rest, &kind)) != NULL)
		(void)KEEPER_CHANGE(job->keeper, STR("cut"), store_word(kind),
		    store_name(stale)); /* it is there */
	return CODE_OK;
}

static enum code
do_cut(struct keeper_job *job)
{
	const enum store_kind kind = store_kind_of(job->name);

	if (kind != STORE_BAN && kind != STORE_GROUP)
		return CODE_BAD_TEXT;
	if (store_find(&job->keeper->store, kind, job->rest) == NULL)
		return CODE_OK;
	return KEEPER_CHANGE(
	    job->keeper, STR("cut"), store_word(kind), job->rest);
}

/*
 * The questions. work does the work, adds the rest of the answer to the job,
 * and returns a code.
 */
static const struct work {
	struct str what;
	enum code (*work)(struct keeper_job *job);
	bool has_rounds; /* first */
	bool has_secret; /* after its name */
	bool is_slow;
	bool writes; /* answered only when the change is on the disk */
	struct str done; /* word of the answer */
} works[] = {
	{ LIT("make"), keeper_accounts_make, true, true, true, true,
	    LIT("done") },
	{ LIT("check"), keeper_accounts_check, true, true, true, false,
	    LIT("done") },
	{ LIT("change"), keeper_accounts_change, true, true, true, true,
	    LIT("done") },
	{ LIT("plain"), keeper_accounts_plain, true, false, true, false,
	    LIT("done") },
	{ LIT("scram"), keeper_accounts_scram, true, false, false, false,
	    LIT("more") },
	{ LIT("step"), keeper_accounts_step, true, false, false, false,
	    LIT("done") },
	{ LIT("flags"), keeper_accounts_flags, .writes = true, LIT("done") },
	{ LIT("remove"), keeper_accounts_remove, .writes = true, LIT("done") },
	{ LIT("put"), do_put, .writes = true, LIT("done") },
	{ LIT("settle"), do_settle, .writes = true, LIT("done") },
	{ LIT("cut"), do_cut, .writes = true, LIT("done") },
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

static enum code
do_work(const struct work *work, struct keeper_job *job)
{
	if (work == NULL)
		return CODE_BAD_COMMAND;
	if (work->has_rounds &&
	    (!str_to_number(str_word(&job->rest), STORE_ROUNDS, &job->rounds) ||
		job->rounds == 0))
		return CODE_BAD_TEXT;
	job->all = job->rest;
	job->name = str_word(&job->rest);
	if (work->has_secret && !keeper_accounts_can_be_secret(job->rest))
		return CODE_BAD_TEXT;
	return work->work(job);
}

void
keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer)
{
	const struct work *work = work_of(question);
	struct keeper_job job = {
		.keeper = keeper, .question = question, .rest = question->rest
	};
	enum code code;

	buf_init(&job.text, job.room, sizeof(job.room));
	buf_init(&job.news, job.news_room, sizeof(job.news_room));
	code = do_work(work, &job);
	if (code != CODE_OK) {
		keeper_refuse(question, code, answer);
		return;
	}
	if (work->writes)
		answer = &keeper->waiting;
	/* Whoever gets the answer may rely on the news. */
	if (buf_len(&job.news) > 0)
		(void)BUF_SAY(answer, STR("kept"), buf_str(&job.news));
	answer_word(question->number, work->done, buf_str(&job.text), answer);
}

static struct str
what_happened(const struct keeper_file *file, int error)
{
	if (file->is_stale)
		return STR("the file was changed by somebody else; reading it "
			   "again");
	if (file->is_moved)
		return STR("the state directory is no longer at its path; put "
			   "it back");
	return str_from(strerror(error));
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
			answer_word(number, code_word(CODE_UNAVAILABLE), why,
			    answer); /* there is room */
		buf_drop_line(&keeper->waiting, line);
	}
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
	refuse_all(keeper, what_happened(&keeper->file, errno), answer);
	return !keeper->file.is_stale && read_again(keeper);
}
