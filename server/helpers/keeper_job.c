/* Questions that are worked on: see keeper_job.h. */
#include "helpers/keeper_job.h"

const struct store_record *
keeper_job_account(const struct keeper_job *job, struct str name)
{
	return store_find(&job->keeper->store, STORE_ACCOUNT, name);
}

enum code
keeper_job_put(struct keeper_job *job, enum store_kind kind,
    const struct store_record *record)
{
	struct keeper *keeper = job->keeper;

	return batch_set(keeper->batch, &keeper->store, kind,
		   store_str(&record->name), record) ?
	    CODE_OK :
	    CODE_TOO_MANY;
}

enum code
keeper_job_cut(struct keeper_job *job, enum store_kind kind, struct str name)
{
	struct keeper *keeper = job->keeper;

	return batch_set(keeper->batch, &keeper->store, kind, name, NULL) ||
		job->question->again ?
	    CODE_OK :
	    CODE_NO_SUCH_NAME;
}

/* Makes the record that something has ended. False if its name is none. */
static bool
make_end(struct str mark, struct str name, struct store_record *record)
{
	char room[STORE_NAME + 1 + STR_DIGITS];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	return BUF_CAT(&text, mark, name, STR(" "), DECIMAL(clock_wall())) &&
	    store_scan(STORE_ENDED, buf_str(&text), record) == NULL;
}

enum code
keeper_job_end(struct keeper_job *job, struct str mark, struct str name)
{
	struct store_record record;

	return make_end(mark, name, &record) ?
	    keeper_job_put(job, STORE_ENDED, &record) :
	    CODE_BAD_TEXT;
}

bool
keeper_job_has_ended(
    const struct keeper_job *job, struct str mark, struct str name)
{
	struct store_record record;

	return make_end(mark, name, &record) &&
	    store_find(&job->keeper->store, STORE_ENDED,
		store_str(&record.name)) != NULL;
}
