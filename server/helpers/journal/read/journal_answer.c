/* The lines of the answers: see journal_answer.h. */
#include "helpers/journal/read/journal_answer.h"

#include <errno.h>

#include "shared/message_lines.h"

void
journal_answer_say(struct journal_reader *reader, const struct journal_ask *ask,
    struct str word, struct str text)
{
	const struct str number = DECIMAL(ask->number);

	/* Room was there before. */
	if (text.len == 0)
		(void)BUF_SAY(reader->up, STR("answer"), number, word);
	else
		(void)BUF_SAY(reader->up, STR("answer"), number, word, text);
}

/*
 * Returns whether the record is shown as it is. In a group that had another
 * name then, it has the name of the request; but the event of a new name has
 * both.
 */
static bool
has_name(const struct journal_ask *ask, const struct journal_record *record)
{
	return ask->where_len == 0 || record->verb == JOURNAL_RENAME ||
	    !journal_where_is_group(record->where) ||
	    str_caseeq(record->where, journal_ask_where(ask));
}

/* Returns how many texts a message of several lines has; 0 for other records.
 */
static uint64_t
texts_of(const struct journal_record *record)
{
	struct str rest = record->rest, map;
	char room[LIMIT_LINES];

	if (record->verb != JOURNAL_LINES)
		return 0;
	(void)str_word(&rest); /* the actor */
	if (!journal_where_is_group(record->where))
		(void)str_word(&rest); /* to whom */
	return message_lines_map(str_word(&rest), room, &map);
}

void
journal_answer_past(struct journal_reader *reader, struct journal_ask *ask,
    const struct journal_record *record)
{
	const struct str where =
	    has_name(ask, record) ? record->where : journal_ask_where(ask);
	const size_t before = (size_t)(record->where.at - record->body.at);
	const struct str head = { record->body.at, before };
	const struct str tail = { record->where.at + record->where.len,
		record->body.len - before - record->where.len };
	const struct str number = DECIMAL(ask->number);

	ask->lines += 1 + texts_of(record);
	if (LITERAL_LEN("answer  past \n") + number.len + head.len + where.len +
		tail.len <=
	    LIMIT_LINE) /* room was there before */
		(void)BUF_CAT(reader->up, STR("answer "), number, STR(" past "),
		    head, where, tail, STR("\n"));
}

enum journal_progress
journal_answer_end(
    struct journal_reader *reader, const struct journal_ask *ask, bool has_more)
{
	(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(ask->number),
	    has_more ? STR("more") : STR("done"), DECIMAL(ask->last_id),
	    DECIMAL(ask->count));
	return JOURNAL_ANSWERED;
}

enum journal_progress
journal_answer_refuse(struct journal_reader *reader,
    const struct journal_ask *ask, struct str code, const char *reason)
{
	journal_answer_say(reader, ask, code, str_from(reason));
	return JOURNAL_ANSWERED;
}

bool
journal_answer_gaps(
    struct journal_reader *reader, struct journal_ask *ask, uint64_t upto)
{
	const struct journal_gap *gap;

	if (ask->form == JOURNAL_LOOK)
		return true;
	/* Nobody has read anything before the first line. */
	if (ask->last_id == 0)
		ask->last_id = upto;
	while (ask->last_id < upto &&
	    (gap = journal_gaps_between(reader->gaps, ask->last_id, upto)) !=
		NULL) {
		if (!journal_answer_has_room(reader))
			return false;
		(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(ask->number),
		    STR("past"), STR("gap"), DECIMAL(gap->from), STR("*"),
		    DECIMAL(gap->from), DECIMAL(gap->to));
		ask->last_id = gap->to;
	}
	return true;
}

uint64_t
journal_ask_floor(const struct journal_reader *reader, struct str account)
{
	const struct journal_targets *targets = reader->targets;
	char name[1 + LIMIT_NAME] = "@";
	uint32_t number;

	if (account.len > LIMIT_NAME)
		return 0;
	memcpy(name + 1, account.at, account.len);
	number = journal_targets_find(
	    targets, (struct str) { name, account.len + 1 });
	return number == JOURNAL_NONE ? 0 : targets->target[number].floor;
}

/* Sets the floor of a talk, which ends with either account. */
static bool
may_read_talk(const struct journal_reader *reader, struct journal_ask *ask,
    struct str one, struct str other)
{
	const uint64_t floors[] = { journal_ask_floor(reader, one),
		journal_ask_floor(reader, other), ask->made };

	for (size_t i = 0; i < COUNT(floors); i++)
		if (ask->floor < floors[i])
			ask->floor = floors[i];
	return str_caseeq(one, journal_ask_account(ask)) ||
	    str_caseeq(other, journal_ask_account(ask));
}

bool
journal_ask_may(const struct journal_reader *reader, struct journal_ask *ask)
{
	const struct journal_targets *targets = reader->targets;
	const struct str where = journal_ask_where(ask);
	const uint64_t ended =
	    journal_ask_floor(reader, journal_ask_account(ask));
	struct str one, other;

	/* Its own time may be wrong, by a clock that was set back. */
	ask->made = usec_later(ask->made, ended);
	ask->target = journal_targets_find_at(targets, where, ask->time);
	ask->floor = 0;
	if (ask->target != JOURNAL_NONE)
		ask->floor = targets->target[ask->target].floor;
	else if (journal_where_is_group(where))
		ask->floor = journal_names_floor(&targets->names);
	if (journal_where_is_talk(where, &one, &other))
		return may_read_talk(reader, ask, one, other);
	if (!journal_where_is_group(where))
		return false;
	return ask->joined != 0 ||
	    (ask->target != JOURNAL_NONE &&
		journal_members_since(reader->members, ask->target,
		    journal_ask_account(ask), ask->made) != 0);
}

bool
journal_ask_has(const struct journal_reader *reader,
    const struct journal_ask *ask, const struct journal_record *record)
{
	return journal_verb_is_event(record->verb) &&
	    record->id >= ask->floor &&
	    (reader->hides == NULL || !reader->hides(reader->orders, record));
}

bool
journal_ask_sees(const struct journal_reader *reader,
    const struct journal_ask *ask, const struct journal_record *record)
{
	if (!journal_ask_has(reader, ask, record))
		return false;
	if (!journal_where_is_group(record->where) ||
	    (ask->joined != 0 && record->id >= ask->joined) ||
	    (!record->closed && !ask->only_joined))
		return true;
	return ask->target != JOURNAL_NONE &&
	    journal_members_cover(reader->members, ask->target,
		journal_ask_account(ask), ask->made, record->id);
}

bool
journal_ask_wants(struct journal_ask *ask, const struct journal_record *record)
{
	if (journal_verb_is_speech(record->verb))
		ask->said_id = record->id;
	return !ask->only_said || journal_verb_is_speech(record->verb) ||
	    (record->verb == JOURNAL_TAGS && record->id == ask->said_id);
}

/* Returns how much the record's event counts. */
static uint64_t
worth_of(const struct journal_ask *ask, const struct journal_record *record)
{
	const uint64_t texts = ask->in_lines ? texts_of(record) : 0;

	return texts > 0 ? texts : 1;
}

bool
journal_ask_exceeds(
    const struct journal_ask *ask, const struct journal_record *record)
{
	return record->id != ask->counted_id && ask->count > 0 &&
	    ask->count + worth_of(ask, record) > ask->most;
}

void
journal_ask_count(struct journal_ask *ask, const struct journal_record *record)
{
	if (record->id == ask->counted_id || record->verb == JOURNAL_TAGS)
		return;
	ask->counted_id = record->id;
	ask->count += worth_of(ask, record);
}

enum journal_progress
journal_answer_step(struct journal_reader *reader,
    const struct journal_ask *ask, enum journal_step step)
{
	if (step == JOURNAL_STEP_LATER)
		return JOURNAL_WAITS;
	if (step == JOURNAL_STEP_NEVER)
		return journal_answer_refuse(
		    reader, ask, STR("unavailable"), strerror(errno));
	return JOURNAL_GOES_ON;
}
