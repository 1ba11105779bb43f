/* The requests for a range of a target's past: see journal_read.h. */
#include "helpers/journal/read/journal_read.h"

#include <errno.h>

#include "helpers/journal/read/journal_answer.h"

/* Records that an answer looks at before it says "more", seen or not. */
#define LOOKED_MOST 20000

enum {
	PHASE_BEGIN,
	PHASE_FIND, /* the next file, or place in it */
	PHASE_BACK, /* to the first of the wanted records */
	PHASE_SAY
};

uint64_t
journal_read_first(struct journal_reader *reader, struct journal_file *file)
{
	struct journal_record record;
	size_t len;

	if (file->first_id != 0)
		return file->first_id;
	file->first_id = journal_file_day(file->key) * JOURNAL_DAY;
	if (!file->is_foreign &&
	    journal_view_read(&reader->view, file->key, 0, JOURNAL_FORTH,
		&record, &len) == JOURNAL_SEEN &&
	    record.id > file->first_id)
		file->first_id = record.id;
	return file->first_id;
}

uint64_t
journal_read_file(struct journal_reader *reader, uint64_t id)
{
	const struct journal_files *files = reader->files;
	size_t low = 0, high = files->count;

	while (low + 1 < high) {
		const size_t middle = low + (high - low) / 2;
		if (journal_read_first(reader, &files->file[middle]) <= id)
			low = middle;
		else
			high = middle;
	}
	return files->count > 0 ? files->file[low].key : 0;
}

/*
 * Finds the line after a position in the middle of a file, and its ID; false if
 * there is none that is whole.
 */
static bool
line_after(
    struct journal_reader *reader, uint64_t key, uint64_t *at, uint64_t *id)
{
	struct journal_record record;
	size_t len;

	*at += journal_view_line(&reader->view, key, *at, JOURNAL_FORTH).len;
	if (journal_view_read(&reader->view, key, *at, JOURNAL_FORTH, &record,
		&len) != JOURNAL_SEEN)
		return false;
	*id = record.id;
	return true;
}

uint64_t
journal_read_seek(
    struct journal_reader *reader, const struct journal_file *file, uint64_t id)
{
	uint64_t low = 0, high = file->size;

	while (high - low > 2 * JOURNAL_LINE) {
		const uint64_t middle = low + (high - low) / 2;
		uint64_t at = middle, found;
		if (line_after(reader, file->key, &at, &found) && found <= id)
			low = at;
		else
			high = middle;
	}
	return low;
}

/* Ends the answer: there are no more within the bounds. */
static enum journal_progress
end_all(struct journal_reader *reader, struct journal_ask *ask)
{
	const uint64_t upto = ask->before == 0 ? UINT64_MAX : ask->before - 1;

	if (ask->last_id != 0 && !journal_answer_gaps(reader, ask, upto))
		return JOURNAL_WAITS;
	return journal_answer_end(reader, ask, false);
}

/* Goes back through the whole file, whose index cannot be written. */
static enum journal_progress
find_without_index(struct journal_reader *reader, struct journal_ask *ask)
{
	journal_walk_begin_end(&ask->walk, &reader->indexes, &ask->stretch);
	journal_trail_clear(&ask->trail);
	ask->hit = 0;
	ask->phase = PHASE_BACK;
	return JOURNAL_GOES_ON;
}

/*
 * Finds the name of the records after the last one. A group that has begun
 * under a name has none before.
 */
static void
find_stretch(const struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_names *names = &reader->targets->names;
	struct journal_stretch *stretch = &ask->stretch;

	for (;;) {
		stretch->where =
		    journal_names_at(names, journal_ask_where(ask), ask->time,
			ask->after + 1, &stretch->since, &stretch->until);
		if (stretch->where.len > 0)
			break;
		ask->after = stretch->until;
	}
	stretch->key = ask->key;
}

/* Goes to the next name of the group, if this file has it, or the next file. */
static void
leave_stretch(struct journal_reader *reader, struct journal_ask *ask)
{
	const uint64_t key = journal_files_after(reader->files, ask->key);

	if (ask->stretch.until != JOURNAL_NOW &&
	    (key == 0 ||
		journal_indexes_before(&reader->indexes, key) >=
		    ask->stretch.until))
		ask->after = ask->stretch.until;
	else
		ask->key = key;
}

/* Returns whether no record of the target is after the last one. */
static bool
has_no_more(const struct journal_reader *reader, const struct journal_ask *ask)
{
	return ask->key == 0 || ask->target == JOURNAL_NONE ||
	    (ask->stretch.until == JOURNAL_NOW &&
		reader->targets->target[ask->target].last.id <= ask->after);
}

/* Goes back from that record, which may be after those that are wanted. */
static enum journal_progress
begin_back(struct journal_ask *ask, const struct journal_index_hit *hit)
{
	journal_walk_begin_at(&ask->walk, &ask->stretch, hit);
	journal_trail_clear(&ask->trail);
	ask->hit = hit->id;
	if (ask->hit > ask->stretch.until)
		ask->hit = ask->stretch.until;
	ask->phase = PHASE_BACK;
	return JOURNAL_GOES_ON;
}

/* Looks for the next place in the present file, or for the next file. */
static enum journal_progress
find_next(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_index_hit hit;

	find_stretch(reader, ask);
	if (has_no_more(reader, ask))
		return end_all(reader, ask);
	switch (journal_indexes_find(&reader->indexes, ask->key,
	    ask->stretch.where, ask->after + 1, &hit)) {
	case JOURNAL_LATER:
		return JOURNAL_WAITS;
	case JOURNAL_NEVER:
		return find_without_index(reader, ask);
	case JOURNAL_FOUND:
		if (hit.id > ask->after)
			return begin_back(ask, &hit);
		break;
	case JOURNAL_ABSENT:
		break;
	}
	leave_stretch(reader, ask);
	return JOURNAL_GOES_ON;
}

/* Begins to say what is on the trail. */
static void
turn_round(struct journal_reader *reader, struct journal_ask *ask)
{
	ask->phase = PHASE_SAY;
	if (ask->trail.kept > 0)
		return;
	/* If no record there is wanted, the next place is after them. */
	if (ask->hit != 0)
		ask->after = ask->hit;
	else
		leave_stretch(reader, ask);
}

/* Goes back to the first record after the wanted ID. */
static enum journal_progress
go_back(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	struct journal_place place;
	const enum journal_step step = journal_walk_next(
	    &ask->walk, &reader->indexes, &record, &place.file, &place.at);

	if (step == JOURNAL_STEP_END ||
	    (step == JOURNAL_STEP_RECORD && record.id <= ask->after)) {
		turn_round(reader, ask);
		return JOURNAL_GOES_ON;
	}
	if (step != JOURNAL_STEP_RECORD)
		return journal_answer_step(reader, ask, step);
	place.id = record.id;
	if (journal_ask_wants(ask, &record))
		journal_trail_put(&ask->trail, place);
	return JOURNAL_GOES_ON;
}

/* Returns whether the answer is as long as it may be. */
static bool
is_long_enough(const struct journal_ask *ask, uint64_t id)
{
	return (ask->count >= ask->most || journal_answer_is_full(ask) ||
		   ask->looked >= LOOKED_MOST) &&
	    id != ask->last_id;
}

/* Returns whether the record is for this answer. */
static bool
may_say(struct journal_reader *reader, const struct journal_ask *ask,
    const struct journal_record *record)
{
	if (ask->form != JOURNAL_LOOK)
		return journal_ask_sees(reader, ask, record);
	return journal_ask_has(reader, ask, record);
}

/* Says the record at the end of the trail, if the reader may see it. */
static enum journal_progress
say_place(struct journal_reader *reader, struct journal_ask *ask,
    struct journal_place place)
{
	struct journal_record record;
	size_t len;

	if (!journal_answer_gaps(reader, ask, place.id))
		return JOURNAL_WAITS;
	ask->last_id = place.id;
	ask->looked++;
	if (journal_view_read(&reader->view, place.file, place.at,
		JOURNAL_FORTH, &record, &len) != JOURNAL_SEEN ||
	    record.id != place.id)
		return JOURNAL_GOES_ON; /* erased meanwhile */
	if (!may_say(reader, ask, &record))
		return JOURNAL_GOES_ON;
	journal_ask_count(ask, &record);
	journal_answer_past(reader, ask, &record);
	return JOURNAL_GOES_ON;
}

/* Says the next record on the trail. */
static enum journal_progress
say_next(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_place place;
	enum journal_progress progress;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (!journal_trail_peek(&ask->trail, &place)) {
		ask->phase = PHASE_FIND;
		return JOURNAL_GOES_ON;
	}
	if (ask->before != 0 && place.id >= ask->before)
		return end_all(reader, ask);
	if (is_long_enough(ask, place.id))
		return journal_answer_end(reader, ask, ask->count < ask->most);
	progress = say_place(reader, ask, place);
	if (progress == JOURNAL_GOES_ON) {
		ask->after = place.id;
		journal_trail_drop(&ask->trail);
	}
	return progress;
}

enum journal_progress
journal_read_forward(struct journal_reader *reader, struct journal_ask *ask)
{
	switch (ask->phase) {
	case PHASE_FIND:
		return find_next(reader, ask);
	case PHASE_BACK:
		return go_back(reader, ask);
	case PHASE_SAY:
		return say_next(reader, ask);
	}
	ask->last_id = ask->after;
	if (ask->after < ask->floor)
		ask->after = ask->floor - 1;
	ask->key = journal_read_file(reader, ask->after);
	ask->phase = PHASE_FIND;
	return JOURNAL_GOES_ON;
}

enum journal_progress
journal_read_look(struct journal_reader *reader, struct journal_ask *ask)
{
	struct str where = journal_ask_where(ask), one, other;

	if (journal_where_is_talk(where, &one, &other) ||
	    !str_skip(&where, STR("@")))
		return journal_read_forward(reader, ask);
	return journal_answer_end(reader, ask,
	    reader->forgets != NULL && reader->forgets(reader->orders, where));
}

/* Ends the walk back: the events that it counted are said. */
static enum journal_progress
say_counted(struct journal_ask *ask)
{
	ask->most = ask->count;
	ask->count = ask->counted_id = ask->looked = 0;
	ask->last_id = ask->after;
	ask->phase = PHASE_SAY;
	return JOURNAL_GOES_ON;
}

/* Goes back over one record, and counts its event. */
static enum journal_progress
count_back(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	struct journal_place place;
	const enum journal_step step = journal_walk_next(
	    &ask->walk, &reader->indexes, &record, &place.file, &place.at);

	if (step == JOURNAL_STEP_END ||
	    (step == JOURNAL_STEP_RECORD &&
		(record.id <= ask->after || record.id < ask->floor ||
		    (ask->count >= ask->most && record.id != ask->counted_id))))
		return say_counted(ask);
	if (step != JOURNAL_STEP_RECORD)
		return journal_answer_step(reader, ask, step);
	if (!journal_ask_wants(ask, &record) ||
	    !journal_ask_sees(reader, ask, &record))
		return JOURNAL_GOES_ON;
	if (journal_ask_exceeds(ask, &record))
		return say_counted(ask);
	journal_ask_count(ask, &record);
	place.id = record.id;
	journal_trail_put(&ask->trail, place);
	return JOURNAL_GOES_ON;
}

/* Says the next record that was counted on the way back. */
static enum journal_progress
say_back(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_place place;
	enum journal_progress progress;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (!journal_trail_peek(&ask->trail, &place)) {
		if (ask->trail.kept > 0)
			return journal_answer_end(reader, ask, true);
		return end_all(reader, ask);
	}
	if (journal_answer_is_full(ask) && place.id != ask->last_id)
		return journal_answer_end(reader, ask, true);
	progress = say_place(reader, ask, place);
	if (progress == JOURNAL_GOES_ON)
		journal_trail_drop(&ask->trail);
	return progress;
}

void
journal_read_begin(struct journal_reader *reader, struct journal_ask *ask)
{
	journal_walk_begin(&ask->walk, &reader->indexes, journal_ask_where(ask),
	    ask->time, ask->before,
	    ask->before == 0 ? 0 : journal_read_file(reader, ask->before - 1));
}

enum journal_progress
journal_read_backward(struct journal_reader *reader, struct journal_ask *ask)
{
	if (ask->phase == PHASE_BACK)
		return count_back(reader, ask);
	if (ask->phase == PHASE_SAY)
		return say_back(reader, ask);
	journal_read_begin(reader, ask);
	journal_trail_clear(&ask->trail);
	ask->phase = PHASE_BACK;
	return JOURNAL_GOES_ON;
}
