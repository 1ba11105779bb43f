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
