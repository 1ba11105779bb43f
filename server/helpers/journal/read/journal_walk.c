/* A walk through the records of a target: see journal_walk.h. */
#include "helpers/journal/read/journal_walk.h"

#include <errno.h>

/* Lines that one step looks through in place of a damaged record. */
#define LINES 100

static void
begin(struct journal_walk *walk, struct str where)
{
	*walk = (struct journal_walk) { .len = (uint8_t)where.len };
	for (size_t i = 0; i < where.len; i++)
		walk->where[i] = (char)str_lower(where.at[i]);
}

void
journal_walk_begin(struct journal_walk *walk,
    const struct journal_indexes *indexes, struct str where, uint64_t before,
    uint64_t key)
{
	const struct journal_targets *targets = indexes->members->targets;
	const uint32_t number = journal_targets_find(targets, where);
	const struct journal_place *last =
	    number == JOURNAL_NONE ? NULL : &targets->target[number].last;
	const struct journal_file *newest =
	    journal_files_newest(indexes->files);

	begin(walk, where);
	walk->before = before;
	if (last == NULL || last->file == 0 || newest == NULL) {
		walk->state = JOURNAL_WALK_OVER;
		return;
	}
	walk->key = last->file;
	if (before != 0 && before <= last->id) {
		if (key != 0 && key < last->file)
			walk->key = key;
		return;
	}
	walk->state = JOURNAL_WALK_HERE;
	walk->at = last->at;
	walk->by_hint = true;
	walk->last_id = last->id + 1;
}

void
journal_walk_begin_at(struct journal_walk *walk, struct str where, uint64_t key,
    const struct journal_index_hit *hit)
{
	begin(walk, where);
	walk->state = JOURNAL_WALK_HERE;
	walk->in_one_file = true;
	walk->key = key;
	walk->at = hit->at;
	walk->last_id = hit->id + 1;
}

/* Goes to the end of the present file, to look through its lines. */
static void
begin_at_end(struct journal_walk *walk, const struct journal_files *files)
{
	const struct journal_file *file = journal_files_find(files, walk->key);

	walk->state = JOURNAL_WALK_SEARCH;
	walk->at = file == NULL ? 0 : file->size;
	walk->last_id = 0;
}

void
journal_walk_begin_end(struct journal_walk *walk,
    const struct journal_indexes *indexes, struct str where, uint64_t key)
{
	begin(walk, where);
	walk->in_one_file = true;
	walk->key = key;
	begin_at_end(walk, indexes->files);
}

/* Goes to the file before. */
static void
leave_file(struct journal_walk *walk, const struct journal_files *files)
{
	size_t i = files->count;

	walk->state = JOURNAL_WALK_OVER;
	if (walk->in_one_file)
		return;
	while (i > 0 && files->file[i - 1].key >= walk->key)
		i--;
	while (i > 0 && files->file[i - 1].is_foreign)
		i--;
	if (i == 0)
		return;
	walk->key = files->file[i - 1].key;
	walk->state = JOURNAL_WALK_FILE;
}

/* Looks for the place to begin in a file. */
static enum journal_step
enter_file(struct journal_walk *walk, struct journal_indexes *indexes)
{
	struct journal_index_hit hit;
	const uint64_t id = walk->before != 0 ? walk->before : UINT64_MAX;

	switch (journal_indexes_find(
	    indexes, walk->key, journal_walk_where(walk), id, &hit)) {
	case JOURNAL_LATER:
		return JOURNAL_STEP_LATER;
	case JOURNAL_NEVER:
		begin_at_end(walk, indexes->files);
		return JOURNAL_STEP_ON;
	case JOURNAL_ABSENT:
		leave_file(walk, indexes->files);
		return JOURNAL_STEP_ON;
	case JOURNAL_FOUND:
		break;
	}
	walk->state = JOURNAL_WALK_HERE;
	walk->at = hit.at;
	walk->last_id = hit.id + 1;
	walk->by_index = true;
	return JOURNAL_STEP_ON;
}

/* Moves on from a record that was read. */
static void
pass(struct journal_walk *walk, const struct journal_files *files,
    const struct journal_record *record)
{
	walk->by_index = walk->by_hint = false;
	walk->last_id = record->id;
	if (record->back == 0)
		leave_file(walk, files);
	else if (record->back > walk->at)
		walk->state = JOURNAL_WALK_SEARCH;
	else
		walk->at -= record->back;
}

/* Looks for the first whole record after the damaged one. */
static void
look_after(struct journal_walk *walk, struct journal_view *view)
{
	struct journal_record record;
	uint64_t at = walk->at;
	size_t len;

	for (size_t i = 0; i < LINES; i++) {
		len = journal_view_line(view, walk->key, at, JOURNAL_FORTH).len;
		at += len;
		if (len == 0 ||
		    journal_view_read(view, walk->key, at, JOURNAL_FORTH,
			&record, &len) == JOURNAL_SEEN)
			break;
	}
	if (len > 0 && record.id < walk->last_id)
		walk->last_id = record.id;
}

/*
 * Deals with a position where no record of the target is: a record is damaged,
 * or the index is wrong that has named the position. It is made again.
 */
static enum journal_step
miss(struct journal_walk *walk, struct journal_indexes *indexes)
{
	const struct journal_file *file =
	    journal_files_find(indexes->files, walk->key);

	if (walk->by_hint && file != journal_files_newest(indexes->files)) {
		/* The file was written anew since, without some records. */
		walk->by_hint = false;
		walk->state = JOURNAL_WALK_FILE;
		return JOURNAL_STEP_ON;
	}
	if (file != NULL && !file->has_damage)
		journal_indexes_renew(indexes, walk->key);
	if (walk->by_index && file != NULL && !file->has_index &&
	    file != journal_files_newest(indexes->files)) {
		walk->state = JOURNAL_WALK_FILE;
		return JOURNAL_STEP_LATER;
	}
	look_after(walk, indexes->view);
	walk->state = JOURNAL_WALK_SEARCH;
	return JOURNAL_STEP_ON;
}

/*
 * Returns whether the record is still in the writer's memory, because it cannot
 * be written.
 */
static bool
is_unwritten(const struct journal_walk *walk, const struct journal_files *files)
{
	const struct journal_file *newest = journal_files_newest(files);

	return newest != NULL && walk->key == newest->key &&
	    walk->at >= newest->size;
}

/* Reads the record at the position. */
static enum journal_step
read_here(struct journal_walk *walk, struct journal_indexes *indexes,
    struct journal_record *record, uint64_t *key, uint64_t *at)
{
	size_t len;

	if (journal_files_find(indexes->files, walk->key) == NULL) {
		leave_file(walk, indexes->files); /* it was removed */
		return JOURNAL_STEP_ON;
	}
	if (is_unwritten(walk, indexes->files)) {
		errno = EIO;
		return JOURNAL_STEP_NEVER;
	}
	switch (journal_view_read(
	    indexes->view, walk->key, walk->at, JOURNAL_BACK, record, &len)) {
	case JOURNAL_UNREADABLE:
		return JOURNAL_STEP_NEVER;
	case JOURNAL_DAMAGED:
		return miss(walk, indexes);
	case JOURNAL_SEEN:
		break;
	}
	if (!str_caseeq(record->where, journal_walk_where(walk)) ||
	    (walk->by_hint && record->id != walk->last_id - 1))
		return miss(walk, indexes);
	*key = walk->key;
	*at = walk->at;
	pass(walk, indexes->files, record);
	return walk->before == 0 || record->id < walk->before ?
	    JOURNAL_STEP_RECORD :
	    JOURNAL_STEP_ON;
}

/*
 * Notes a gap between a whole record, which is before the damaged one, and the
 * record where the walk came from.
 */
static void
note_gap(
    struct journal_walk *walk, struct journal_indexes *indexes, uint64_t before)
{
	uint64_t from = before + 1;
	uint64_t to = walk->last_id - 1;

	if (walk->last_id == 0)
		return;
	if (from > to)
		from = to = walk->last_id;
	journal_gaps_add(indexes->gaps, from, to);
	walk->last_id = 0;
}

/* Looks through lines before a damaged one for a record of the target. */
static enum journal_step
search_back(struct journal_walk *walk, struct journal_indexes *indexes)
{
	struct journal_record record;
	size_t len;

	for (size_t i = 0; i < LINES; i++) {
		if (!journal_view_before(
			indexes->view, walk->key, walk->at, &walk->at)) {
			leave_file(walk, indexes->files);
			return JOURNAL_STEP_ON;
		}
		if (journal_view_read(indexes->view, walk->key, walk->at,
			JOURNAL_BACK, &record, &len) != JOURNAL_SEEN)
			continue;
		note_gap(walk, indexes, record.id);
		if (record.verb == JOURNAL_RECORDS) {
			leave_file(walk, indexes->files);
			return JOURNAL_STEP_ON;
		}
		if (!str_caseeq(record.where, journal_walk_where(walk)))
			continue;
		walk->state = JOURNAL_WALK_HERE;
		return JOURNAL_STEP_ON;
	}
	return JOURNAL_STEP_ON;
}

enum journal_step
journal_walk_next(struct journal_walk *walk, struct journal_indexes *indexes,
    struct journal_record *record, uint64_t *key, uint64_t *at)
{
	switch (walk->state) {
	case JOURNAL_WALK_FILE:
		return enter_file(walk, indexes);
	case JOURNAL_WALK_HERE:
		return read_here(walk, indexes, record, key, at);
	case JOURNAL_WALK_SEARCH:
		return search_back(walk, indexes);
	case JOURNAL_WALK_OVER:
		break;
	}
	return JOURNAL_STEP_END;
}
