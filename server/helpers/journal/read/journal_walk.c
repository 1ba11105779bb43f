/* A walk through the records of a target: see journal_walk.h. */
#include "helpers/journal/read/journal_walk.h"

#include <errno.h>

/* Lines that one step looks through in place of a damaged record. */
#define LINES 100

/* Copies a name. Returns its length. */
static uint8_t
fold(struct str where, char *room)
{
	for (size_t i = 0; i < where.len; i++)
		room[i] = (char)str_lower(where.at[i]);
	return (uint8_t)where.len;
}

static void
begin(struct journal_walk *walk, struct str where)
{
	*walk = (struct journal_walk) { .time = JOURNAL_NOW };
	walk->len = fold(where, walk->where);
	walk->begun_len = fold(where, walk->begun);
}

/* Goes to the name of records before the ID. Returns false if there is none. */
static bool
set_name(struct journal_walk *walk, const struct journal_names *names,
    uint64_t before)
{
	const uint64_t id = before == 0 ? JOURNAL_NOW : before - 1;
	uint64_t until;
	const struct str name = journal_names_at(names,
	    journal_walk_begun(walk), walk->time, id, &walk->since, &until);

	if (name.len == 0)
		return false;
	walk->len = fold(name, walk->where);
	return true;
}

void
journal_walk_begin(struct journal_walk *walk,
    const struct journal_indexes *indexes, struct str where, uint64_t time,
    uint64_t before, uint64_t key)
{
	const struct journal_targets *targets = indexes->members->targets;
	const struct journal_file *newest =
	    journal_files_newest(indexes->files);
	const struct journal_place *last;
	uint32_t number;

	begin(walk, where);
	walk->time = time;
	walk->before = before;
	walk->state = JOURNAL_WALK_OVER;
	if (newest == NULL || !set_name(walk, &targets->names, before))
		return;
	number = journal_targets_find(targets, journal_walk_where(walk));
	last = number == JOURNAL_NONE ? NULL : &targets->target[number].last;
	if (last == NULL || last->file == 0) {
		/* Its former names may have records. */
		walk->state =
		    walk->since == 0 ? JOURNAL_WALK_OVER : JOURNAL_WALK_FILE;
		walk->key = key != 0 ? key : newest->key;
		return;
	}
	walk->key = last->file;
	walk->state = JOURNAL_WALK_FILE;
	if ((before != 0 && before <= last->id) || last->id <= walk->since) {
		if (key != 0 && key < last->file)
			walk->key = key;
		if (last->id <= walk->since && key == 0)
			walk->key = newest->key;
		return;
	}
	walk->state = JOURNAL_WALK_HERE;
	walk->at = last->at;
	walk->by_hint = true;
	walk->last_id = last->id + 1;
}

/* Begins within a stretch of a file. */
static void
begin_stretch(struct journal_walk *walk, const struct journal_stretch *stretch)
{
	begin(walk, stretch->where);
	walk->in_one_file = true;
	walk->since = stretch->since;
	walk->before = stretch->until == JOURNAL_NOW ? 0 : stretch->until + 1;
	walk->key = stretch->key;
}

void
journal_walk_begin_at(struct journal_walk *walk,
    const struct journal_stretch *stretch, const struct journal_index_hit *hit)
{
	begin_stretch(walk, stretch);
	walk->state = JOURNAL_WALK_HERE;
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
    const struct journal_indexes *indexes,
    const struct journal_stretch *stretch)
{
	begin_stretch(walk, stretch);
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

/* Goes on with the records before the renaming that gave the target its name.
 */
static void
leave_name(struct journal_walk *walk, const struct journal_indexes *indexes)
{
	const uint64_t since = walk->since;

	walk->state = JOURNAL_WALK_OVER;
	if (!set_name(walk, &indexes->members->targets->names, since + 1))
		return;
	if (walk->before == 0 || walk->before > since + 1)
		walk->before = since + 1;
	walk->by_index = walk->by_hint = false;
	walk->state = JOURNAL_WALK_FILE;
}

/*
 * There are no more records of that name in the file. Those of the name before
 * begin here, if no file before has any of this one.
 */
static void
leave(struct journal_walk *walk, struct journal_indexes *indexes)
{
	if (walk->since != 0 && !walk->in_one_file &&
	    journal_indexes_before(indexes, walk->key) <= walk->since)
		leave_name(walk, indexes);
	else
		leave_file(walk, indexes->files);
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
		leave(walk, indexes);
		return JOURNAL_STEP_ON;
	case JOURNAL_FOUND:
		break;
	}
	if (hit.id <= walk->since) {
		leave(walk, indexes);
		return JOURNAL_STEP_ON;
	}
	walk->state = JOURNAL_WALK_HERE;
	walk->at = hit.at;
	walk->last_id = hit.id + 1;
	walk->by_index = true;
	return JOURNAL_STEP_ON;
}

/* Moves on from a record that was read. */
static void
pass(struct journal_walk *walk, const struct journal_record *record)
{
	walk->by_index = walk->by_hint = false;
	walk->last_id = record->id;
	if (record->back == 0)
		walk->state = JOURNAL_WALK_LEAVE;
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
	if (record->id <= walk->since) {
		leave(walk, indexes);
		return JOURNAL_STEP_ON;
	}
	*key = walk->key;
	*at = walk->at;
	pass(walk, record);
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
			leave(walk, indexes);
			return JOURNAL_STEP_ON;
		}
		if (journal_view_read(indexes->view, walk->key, walk->at,
			JOURNAL_BACK, &record, &len) != JOURNAL_SEEN)
			continue;
		note_gap(walk, indexes, record.id);
		if (record.verb == JOURNAL_RECORDS) {
			leave(walk, indexes);
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
	case JOURNAL_WALK_LEAVE:
		leave(walk, indexes);
		return JOURNAL_STEP_ON;
	case JOURNAL_WALK_OVER:
		break;
	}
	return JOURNAL_STEP_END;
}

bool
journal_walk_block(const struct journal_walk *walk,
    struct journal_indexes *indexes, struct journal_block *block)
{
	/* The hint may be of a file that was written anew since. */
	return walk->state == JOURNAL_WALK_HERE && !walk->by_hint &&
	    !is_unwritten(walk, indexes->files) &&
	    journal_indexes_block(
		indexes, walk->key, journal_walk_where(walk), walk->at, block);
}

void
journal_walk_leap(struct journal_walk *walk, const struct journal_block *block)
{
	walk->by_index = false;
	if (block->before_id == 0) {
		walk->state = JOURNAL_WALK_LEAVE;
		return;
	}
	walk->at = block->before_at;
	walk->last_id = block->before_id + 1;
}
