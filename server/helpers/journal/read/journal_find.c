/* The request "find": see journal_find.h. */
#include "helpers/journal/read/journal_find.h"

#include "helpers/journal/read/journal_answer.h"
#include "helpers/journal/read/journal_read.h"
#include "helpers/journal/read/journal_search.h"

/* Records that an answer looks at before it says "more". */
#define LOOKED_MOST 20000

enum { PHASE_BEGIN, PHASE_BACK, PHASE_SAY };

/* Returns whether the record is speech with the text. */
static bool
matches(const struct journal_ask *ask, const struct journal_record *record)
{
	return journal_search_in(
	    journal_search_text(record), journal_ask_text(ask), ask->search);
}

/* Begins with the records of another event. */
static void
begin_event(struct journal_ask *ask, uint64_t id)
{
	journal_trail_clear(&ask->trail);
	ask->counted_id = id;
	ask->matches = false;
}

/* Takes a record that the reader may see. */
static void
take(struct journal_ask *ask, const struct journal_record *record,
    struct journal_place place)
{
	if (record->id != ask->counted_id)
		begin_event(ask, record->id);
	place.id = record->id;
	journal_trail_put(&ask->trail, place);
	ask->matches = ask->matches || matches(ask, record);
}

/* Returns whether the walk has left the records of an event that matches. */
static bool
has_whole(const struct journal_ask *ask, enum journal_step step,
    const struct journal_record *record)
{
	return ask->matches &&
	    (step == JOURNAL_STEP_END ||
		(step == JOURNAL_STEP_RECORD && record->id != ask->counted_id));
}

static bool
is_over(const struct journal_ask *ask, enum journal_step step,
    const struct journal_record *record)
{
	return step == JOURNAL_STEP_END ||
	    (step == JOURNAL_STEP_RECORD &&
		(record->id <= ask->after || record->id < ask->floor));
}

/* Returns whether a block ends here that has neither the text nor the end. */
static bool
may_leap(struct journal_reader *reader, struct journal_ask *ask,
    struct journal_block *block)
{
	const struct journal_walk *walk = &ask->walk;

	/* Another file may be next. The hint is perhaps not of this one. */
	if (walk->state != JOURNAL_WALK_HERE || walk->by_hint)
		ask->leap = UINT64_MAX;
	if (walk->state != JOURNAL_WALK_HERE || walk->by_hint ||
	    (ask->leap != UINT64_MAX && walk->at > ask->leap))
		return false;
	ask->leap = 0;
	if (!journal_walk_block(walk, &reader->indexes, block))
		return false;
	ask->leap = block->at;
	if (block->at != walk->at)
		return false;
	ask->leap = block->before_at;
	return ask->sign.count > 0 &&
	    !journal_sign_allows(block->sign, &ask->sign) &&
	    (block->before_id == 0 ||
		(block->before_id > ask->after &&
		    block->before_id >= ask->floor));
}

/* Goes past a block if it can. */
static bool
leap(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_block block;

	/* An event that matches is said before, and "more" after a record. */
	if (!may_leap(reader, ask, &block) || ask->matches ||
	    ask->looked >= LOOKED_MOST)
		return false;
	journal_walk_leap(&ask->walk, &block);
	ask->looked++;
	if (block.before_id != 0)
		ask->last_id = block.before_id + 1;
	return true;
}

/* Goes back over one record. */
static enum journal_progress
go_back(struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_walk before = ask->walk;
	struct journal_record record;
	struct journal_place place;
	const enum journal_step step = journal_walk_next(
	    &ask->walk, &reader->indexes, &record, &place.file, &place.at);

	if (has_whole(ask, step, &record)) {
		ask->walk = before; /* this record is for later */
		ask->phase = PHASE_SAY;
		return JOURNAL_GOES_ON;
	}
	if (is_over(ask, step, &record))
		return journal_answer_end(reader, ask, false);
	if (step != JOURNAL_STEP_RECORD)
		return journal_answer_step(reader, ask, step);
	if (ask->looked >= LOOKED_MOST && record.id != ask->last_id)
		return journal_answer_end(reader, ask, true);
	ask->looked++;
	ask->last_id = record.id;
	if (journal_ask_sees(reader, ask, &record))
		take(ask, &record, place);
	return JOURNAL_GOES_ON;
}

/* Says the next line of the event that was found. */
static enum journal_progress
say_next(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	struct journal_place place;
	size_t len;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (journal_trail_peek(&ask->trail, &place)) {
		if (journal_view_read(&reader->view, place.file, place.at,
			JOURNAL_FORTH, &record, &len) == JOURNAL_SEEN &&
		    journal_ask_sees(reader, ask, &record))
			journal_answer_past(reader, ask, &record);
		journal_trail_drop(&ask->trail);
		return JOURNAL_GOES_ON;
	}
	ask->count++;
	begin_event(ask, 0);
	ask->phase = PHASE_BACK;
	if (ask->count < ask->most && !journal_answer_is_full(ask))
		return JOURNAL_GOES_ON;
	return journal_answer_end(reader, ask, ask->count < ask->most);
}

enum journal_progress
journal_find(struct journal_reader *reader, struct journal_ask *ask)
{
	if (ask->phase == PHASE_BACK)
		return leap(reader, ask) ? JOURNAL_GOES_ON :
					   go_back(reader, ask);
	if (ask->phase == PHASE_SAY)
		return say_next(reader, ask);
	journal_read_begin(reader, ask);
	ask->leap = UINT64_MAX;
	ask->phase = PHASE_BACK;
	return JOURNAL_GOES_ON;
}
