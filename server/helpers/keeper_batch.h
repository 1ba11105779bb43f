/*
 * Changes of the store that the keeper writes together. Each change is made in
 * memory at once, and answered when one write of the file has put all of them
 * on the disk. If that write fails, all of them are undone and refused. The
 * memory is the caller's.
 */
#ifndef SERVER_HELPERS_KEEPER_BATCH_H
#define SERVER_HELPERS_KEEPER_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helpers/keeper_file.h"
#include "helpers/keeper_store.h"
#include "shared/buf.h"
#include "shared/str.h"

/* Questions in one batch, and bytes of the answer to one of them. */
#define BATCH_MOST 64
#define BATCH_ANSWER ((size_t)256)

/* Records that one question changes: an account, its groups, and their ends. */
#define BATCH_RECORDS 128

/* Room for all answers of a batch. */
#define BATCH_ROOM (BATCH_MOST * BATCH_ANSWER)

struct batch_undo {
	enum store_kind kind;
	struct store_name name;
	struct store_record old; /* an empty name: there was none */
};

struct batch {
	struct batch_undo undo[BATCH_MOST + BATCH_RECORDS];
	size_t undos;
	uint64_t number[BATCH_MOST]; /* of the questions */
	size_t count;
	bool urgent; /* must not wait for anything else */
	bool rewrites; /* the store is written even if nothing has changed */
	bool is_stale; /* somebody else has changed the file: reread it */
	size_t len; /* of the answers below */
	char said[BATCH_ROOM];
};

/* Returns whether there is no room for one more question. */
bool batch_is_full(const struct batch *batch);

/*
 * Changes the store as store_set does, and notes how to undo that. Returns
 * false, with the store unchanged, if there are too many records or there is no
 * record to be removed.
 */
bool batch_set(struct batch *batch, struct store *store, enum store_kind kind,
    struct str name, const struct store_record *record);

/*
 * Notes these lines (BATCH_ANSWER bytes at most) as the answer to the question
 * of that number, to be given once the store is written. An urgent question is
 * not delayed in favour of other work.
 */
void batch_add(
    struct batch *batch, uint64_t number, struct str lines, bool urgent);

/*
 * Writes the store, if a question of the batch needs that, and adds the answers
 * to all of its questions to the buffer, which has BATCH_ROOM of room. Blocks
 * for as long as the disk takes.
 */
void batch_commit(struct batch *batch, struct store *store,
    struct keeper_file *file, struct buf *answer);

#endif
