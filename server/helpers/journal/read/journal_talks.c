/* The request "talks": see journal_talks.h. */
#include "helpers/journal/read/journal_talks.h"

#include "helpers/journal/read/journal_answer.h"

/* Targets that one step looks at. */
#define TARGETS 1000

enum {
	PHASE_BEGIN,
	PHASE_TARGET, /* looks for the next target */
	PHASE_BACK, /* looks for its last speech */
	PHASE_SAY
};

static struct str
target_where(const struct journal_reader *reader, uint32_t number)
{
	return journal_target_where(&reader->targets->target[number]);
}

static uint32_t
hash_of(const struct journal_reader *reader, struct str where)
{
	return journal_hash(&reader->targets->secret, where);
}

/* Returns the ID of the target's last record, under all of its names. */
static uint64_t
last_of(const struct journal_reader *reader, uint32_t number)
{
	struct str former;

	return usec_later(reader->targets->target[number].last.id,
	    journal_names_since(&reader->targets->names,
		target_where(reader, number), JOURNAL_NOW, &former));
}

/* Begins to look at a target. Returns whether the account may read it. */
static bool
begin_target(
    struct journal_reader *reader, struct journal_ask *ask, uint32_t number)
{
	const struct str where = target_where(reader, number);

	if (last_of(reader, number) <= ask->after)
		return false;
	memcpy(ask->where, where.at, where.len);
	ask->where_len = where.len;
	ask->time = JOURNAL_NOW; /* that is its name now */
	if (!journal_ask_may(reader, ask))
		return false;
	journal_walk_begin(
	    &ask->walk, &reader->indexes, where, JOURNAL_NOW, 0, 0);
	ask->phase = PHASE_BACK;
	return true;
}

/* Looks for the next target. */
static enum journal_progress
next_target(struct journal_reader *reader, struct journal_ask *ask)
{
	for (size_t i = 0; i < TARGETS; i++) {
		const uint32_t number =
		    journal_targets_next(reader->targets, (uint32_t)ask->at);
		if (number == JOURNAL_NONE) {
			ask->phase = PHASE_SAY;
			ask->at = 0;
			break;
		}
		ask->at = (uint64_t)number + 1;
		if (begin_target(reader, ask, number))
			break;
	}
	return JOURNAL_GOES_ON;
}

/*
 * Inserts the talk that was looked at, in the order of IDs. If there are too
 * many, one at an end is left out.
 */
static void
insert(
    const struct journal_reader *reader, struct journal_ask *ask, uint64_t id)
{
	struct journal_talk *talk = ask->talk;
	size_t i = ask->talks;

	for (; i > 0 && talk[i - 1].id > id; i--)
		talk[i] = talk[i - 1];
	talk[i] = (struct journal_talk) { id, (uint32_t)ask->at - 1,
		hash_of(reader, journal_ask_where(ask)) };
	if (ask->talks < ask->most)
		ask->talks++;
	else if (ask->after == 0)
		memmove(talk, talk + 1, ask->talks * sizeof(*talk));
}

/*
 * Goes back over one record of a target, to its last speech, which may be too
 * late for this answer.
 */
static enum journal_progress
go_back(struct journal_reader *reader, struct journal_ask *ask)
{
	struct journal_record record;
	uint64_t key, at;
	const enum journal_step step =
	    journal_walk_next(&ask->walk, &reader->indexes, &record, &key, &at);

	if (step == JOURNAL_STEP_END ||
	    (step == JOURNAL_STEP_RECORD &&
		(record.id <= ask->after || record.id < ask->floor))) {
		ask->phase = PHASE_TARGET;
		return JOURNAL_GOES_ON;
	}
	if (step != JOURNAL_STEP_RECORD)
		return journal_answer_step(reader, ask, step);
	if (!journal_verb_is_speech(record.verb) ||
	    !journal_ask_sees(reader, ask, &record))
		return JOURNAL_GOES_ON;
	if (ask->before == 0 || record.id < ask->before)
		insert(reader, ask, record.id);
	ask->phase = PHASE_TARGET;
	return JOURNAL_GOES_ON;
}

/* Says the next talk. */
static enum journal_progress
say_next(struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_talk *talk = &ask->talk[ask->at];
	struct str where;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (ask->at == ask->talks)
		return journal_answer_end(reader, ask, false);
	ask->at++;
	where = target_where(reader, talk->target);
	if (where.len == 0 || hash_of(reader, where) != talk->name)
		return JOURNAL_GOES_ON; /* it has gone */
	(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(ask->number),
	    STR("talk"), where, DECIMAL(talk->id));
	ask->last_id = talk->id;
	ask->count++;
	return JOURNAL_GOES_ON;
}

enum journal_progress
journal_talks(struct journal_reader *reader, struct journal_ask *ask)
{
	switch (ask->phase) {
	case PHASE_TARGET:
		return next_target(reader, ask);
	case PHASE_BACK:
		return go_back(reader, ask);
	case PHASE_SAY:
		return say_next(reader, ask);
	}
	ask->at = 0;
	ask->phase = PHASE_TARGET;
	return JOURNAL_GOES_ON;
}
