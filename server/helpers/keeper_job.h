/*
 * A question to the keeper (keeper_work.h) that is worked on, what the keeper
 * has for that, and the changes of records that all such work is made of.
 */
#ifndef SERVER_HELPERS_KEEPER_JOB_H
#define SERVER_HELPERS_KEEPER_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/rank.h"
#include "helpers/keeper_batch.h"
#include "helpers/keeper_file.h"
#include "helpers/keeper_store.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/str.h"

struct keeper {
	struct store store;
	struct keeper_file file;
	struct batch *batch;
	usec ahead; /* wall clock minus monotonic, at the server's start */
};

/* A question, split into its words. */
struct question {
	uint64_t number;
	struct str from;
	struct rank rank; /* if it is slow */
	uint32_t rounds;
	bool again;
	struct str what;
	struct str rest;
};

/*
 * A question that is worked on: its words, the rest of the answer after its
 * word, and the news to be sent before the answer.
 */
struct keeper_job {
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

/* Returns the account of that name, valid until the store changes, or null. */
const struct store_record *keeper_job_account(
    const struct keeper_job *job, struct str name);

/*
 * Put a record, or remove the one of that name, when the batch is written.
 * Return CODE_TOO_MANY if there is no room; CODE_NO_SUCH_NAME if there is none
 * to be removed. If the question is asked again, an earlier keeper may have
 * removed it, so that is no error.
 */
enum code keeper_job_put(struct keeper_job *job, enum store_kind kind,
    const struct store_record *record);
enum code keeper_job_cut(
    struct keeper_job *job, enum store_kind kind, struct str name);

/*
 * keeper_job_end notes that an account (mark "@") or a group (no mark) of that
 * name has ended, so that its past ends, too, whoever dies now; it returns
 * CODE_TOO_MANY if there is no room. keeper_job_has_ended returns whether that
 * of an earlier one has not ended yet.
 */
enum code keeper_job_end(
    struct keeper_job *job, struct str mark, struct str name);
bool keeper_job_has_ended(
    const struct keeper_job *job, struct str mark, struct str name);

#endif
