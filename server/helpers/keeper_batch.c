/* Changes that the keeper writes together: see keeper_batch.h. */
#include "helpers/keeper_batch.h"

#include <errno.h>
#include <string.h>

#include "shared/codes.h"

bool
batch_is_full(const struct batch *batch)
{
	return batch->count == BATCH_MOST || batch->undos >= BATCH_MOST;
}

bool
batch_set(struct batch *batch, struct store *store, enum store_kind kind,
    struct str name, const struct store_record *record)
{
	struct batch_undo *undo = &batch->undo[batch->undos];

	if (batch->undos == COUNT(batch->undo) ||
	    !store_set_name(&undo->name, name) ||
	    !store_set(store, kind, name, record, &undo->old) ||
	    (record == NULL && undo->old.name.len == 0))
		return false;
	undo->kind = kind;
	batch->undos++;
	return true;
}

void
batch_add(struct batch *batch, uint64_t number, struct str lines, bool urgent)
{
	memcpy(batch->said + batch->len, lines.at, lines.len);
	batch->len += lines.len;
	batch->number[batch->count++] = number;
	batch->urgent = batch->urgent || urgent;
}

/* Restores the store in memory, beginning with the last change. */
static void
undo_all(struct batch *batch, struct store *store)
{
	struct store_record other;

	while (batch->undos > 0) {
		const struct batch_undo *undo = &batch->undo[--batch->undos];
		(void)store_set(store, undo->kind, store_str(&undo->name),
		    undo->old.name.len > 0 ? &undo->old : NULL,
		    &other); /* its place is free */
	}
}

static struct str
what_happened(
    const struct batch *batch, const struct keeper_file *file, int error)
{
	if (batch->is_stale)
		return STR("the file was changed by somebody else; reading it "
			   "again");
	if (file->is_moved)
		return STR("the state directory is no longer at its path; put "
			   "it back");
	return str_from(strerror(error));
}

static void
refuse_all(const struct batch *batch, struct str why, struct buf *answer)
{
	for (size_t i = 0; i < batch->count; i++)
		(void)BUF_SAY(answer, STR("answer"), DECIMAL(batch->number[i]),
		    code_word(CODE_UNAVAILABLE), why); /* there is room */
}

void
batch_commit(struct batch *batch, struct store *store, struct keeper_file *file,
    struct buf *answer)
{
	if (batch->count == 0)
		return;
	if ((batch->undos == 0 && !batch->rewrites) ||
	    keeper_file_save(file, store)) {
		(void)BUF_CAT(answer, (struct str) { batch->said, batch->len });
	} else {
		batch->is_stale = errno == ESTALE;
		refuse_all(batch, what_happened(batch, file, errno), answer);
		undo_all(batch, store);
	}
	batch->count = batch->undos = batch->len = 0;
	batch->urgent = batch->rewrites = false;
}
