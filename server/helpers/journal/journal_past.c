/* Questions about what was said in a group or talk, or by an account. */
#include <assert.h>

#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_log.h"
#include "shared/message_lines.h"

#define TAGS STR("tags")

/* An answer ends while there is room for an event with its tags. */
#define LINES_MOST (JOURNAL_LINES - 1)

static_assert(LIMIT_TEXT <= UINT16_MAX, "a length fits");

/* The text that the question at hand searches (Knuth, Morris and Pratt). */
static struct {
	size_t len;
	unsigned char byte[LIMIT_TEXT]; /* in lower case */
	uint16_t back[LIMIT_TEXT]; /* how many bytes up to there begin it */
} wanted;

/* Finds out what the question may see; false if it may see nothing. */
static bool
may(struct journal_ask *ask)
{
	struct str one, other;

	if (token_split(ask->where, &one, &other))
		return true; /* the router has made it for one of them */
	ask->since = str_eq(ask->account, STR("*")) ?
	    0 :
	    journal_members_since(ask->where, ask->account);
	if (ask->since == 0)
		ask->since = ask->joined;
	return ask->since != 0;
}

/* Returns whether the question is to see the event. */
static bool
sees(const struct journal_ask *ask, const struct journal_record *record)
{
	if (record->state == '-' || str_eq(record->verb, TAGS) ||
	    (ask->only_said && !journal_record_is_said(record)))
		return false;
	return record->id >= ask->since ||
	    (record->state == 'o' && !ask->only_joined);
}

/* Returns the text of a message, and what is before it; empty for others. */
static struct str
text_of(const struct journal_ask *ask, const struct journal_record *record,
    struct str *lengths)
{
	struct str text = record->rest;

	if (!journal_record_is_said(record))
		return STR("");
	(void)str_word(&text); /* the actor */
	if (ask->where.at[0] == '@')
		(void)str_word(&text); /* to whom */
	if (str_eq(record->verb, STR("lines")))
		*lengths = str_word(&text);
	return text;
}

/* Returns how many events the record is. */
static uint64_t
events_of(const struct journal_ask *ask, const struct journal_record *record)
{
	struct str lengths = STR(""), map;
	char room[LIMIT_LINES];

	if (str_eq(record->verb, STR("gap")))
		return 0; /* or who reads on is told too early that all came */
	(void)text_of(ask, record, &lengths);
	return ask->in_lines && lengths.len > 0 ?
	    message_lines_map(lengths, room, &map) :
	    1;
}

static void
answer_past(struct journal_ask *ask, const struct journal_record *record)
{
	struct str line = record->line;

	str_drop(&line, JOURNAL_HEAD);
	JOURNAL_ANSWER(
	    ask, STR("past"), (struct str) { record->line.at, LIMIT_ID }, line);
	ask->lines++;
}

/* Returns the place behind the record. */
static uint64_t
behind(const struct journal_record *record)
{
	return record->at + record->line.len + 1;
}

/* Answers with the records between two places: an event, its tags first. */
static void
give(struct journal_ask *ask, struct journal_scan *scan, uint64_t from,
    uint64_t to)
{
	struct journal_record record;

	scan->at = from;
	while (scan->at < to && journal_scan_next(scan, &record))
		if (record.state != '-')
			answer_past(ask, &record);
}

/* Ends the answer: everything up to last was looked at. */
static enum journal_step
end_past(struct journal_ask *ask, bool more)
{
	return JOURNAL_DONE(ask, more ? STR("more") : STR("done"),
	    DECIMAL(ask->last), DECIMAL(ask->given));
}

/* Gives what comes next. */
static enum journal_step
give_on(struct journal_ask *ask, struct journal_scan *scan)
{
	struct journal_record record;
	uint64_t id = 0, first = 0;

	for (;;) {
		if (!journal_scan_next(scan, &record))
			return scan->error != 0 ?
			    journal_refuse(ask, CODE_UNAVAILABLE) :
			    end_past(ask, false);
		if ((ask->before != 0 && record.id >= ask->before) ||
		    ask->given >= ask->count)
			return end_past(ask, false);
		if (ask->lines >= LINES_MOST)
			return end_past(ask, true);
		if (record.id != id)
			first = record.at;
		id = record.id;
		if (str_eq(record.verb, TAGS))
			continue; /* they come with their event */
		ask->last = id;
		if (sees(ask, &record)) {
			ask->given += events_of(ask, &record);
			give(ask, scan, first, behind(&record));
		}
		if (scan->work >= JOURNAL_TURN)
			return JOURNAL_ON;
	}
}

static enum journal_step
give_forward(struct journal_ask *ask)
{
	struct journal_scan scan;
	enum journal_step step;

	journal_ask_enter(ask, &scan, ask->where, ask->after + 1);
	step = give_on(ask, &scan);
	journal_ask_leave(ask, &scan);
	return step;
}

enum journal_step
journal_past_forward(struct journal_ask *ask)
{
	if (ask->key == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	if (ask->key == 0)
		ask->last = ask->after;
	return give_forward(ask);
}

enum journal_step
journal_past_look(struct journal_ask *ask)
{
	ask->account = STR("*");
	ask->joined = ask->count = 1;
	ask->after = ask->id - 1;
	ask->before = ask->id + 1;
	return journal_past_forward(ask);
}

/*
 * Counts backward to the first of the last events, which is then the last one.
 * Returns JOURNAL_END when it is found, or there are no more.
 */
static enum journal_step
count_back(struct journal_ask *ask, struct journal_scan *scan)
{
	struct journal_record record;

	while (scan->work < JOURNAL_TURN) {
		if (ask->given >= ask->count ||
		    !journal_scan_back(scan, &record) ||
		    record.id <= ask->after)
			return JOURNAL_END;
		if (!sees(ask, &record))
			continue;
		ask->given += events_of(ask, &record);
		ask->last = record.id;
	}
	return JOURNAL_ON;
}

enum journal_step
journal_past_backward(struct journal_ask *ask)
{
	struct journal_scan scan;
	enum journal_step step;

	if (ask->phase == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	if (ask->phase == 2)
		return give_forward(ask);
	ask->phase = 1;
	journal_ask_enter(ask, &scan, ask->where,
	    ask->before == 0 ? UINT64_MAX : ask->before);
	step = count_back(ask, &scan);
	journal_ask_leave(ask, &scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (step == JOURNAL_ON)
		return step;
	if (ask->given == 0) {
		ask->last = ask->before == 0 ? journal_scan_last(ask->where) :
					       ask->before - 1;
		return end_past(ask, false);
	}
	ask->phase = 2;
	ask->key = 0;
	ask->after = ask->last = ask->last - 1;
	ask->count = ask->given; /* what has come meanwhile is behind them */
	ask->given = 0;
	return give_forward(ask);
}

static void
learn(struct str text)
{
	size_t have = 0;

	wanted.len = text.len;
	for (size_t i = 0; i < text.len; i++)
		wanted.byte[i] = str_lower(text.at[i]);
	wanted.back[0] = 0;
	for (size_t i = 1; i < text.len; i++) {
		while (have > 0 && wanted.byte[i] != wanted.byte[have])
			have = wanted.back[have - 1];
		have += wanted.byte[i] == wanted.byte[have];
		wanted.back[i] = (uint16_t)have;
	}
}

/* Returns whether the text has what is wanted, in any ASCII case. */
static bool
has_wanted(struct str text)
{
	size_t have = 0;

	for (size_t i = 0; i < text.len; i++) {
		const unsigned char byte = str_lower(text.at[i]);
		while (have > 0 && byte != wanted.byte[have])
			have = wanted.back[have - 1];
		have += byte == wanted.byte[have];
		if (have == wanted.len)
			return true;
	}
	return false;
}

/* Gives what has the text, backward. */
static enum journal_step
find_on(struct journal_ask *ask, struct journal_scan *scan)
{
	uint64_t first, end;
	struct journal_record record;
	struct str lengths;

	while (scan->work < JOURNAL_TURN) {
		if (!journal_scan_back(scan, &record) ||
		    record.id <= ask->after) {
			ask->last = ask->after;
			return scan->error != 0 ?
			    journal_refuse(ask, CODE_UNAVAILABLE) :
			    end_past(ask, false);
		}
		if (!sees(ask, &record) ||
		    !has_wanted(text_of(ask, &record, &lengths)))
			continue;
		ask->last = record.id;
		ask->given += events_of(ask, &record);
		end = behind(&record);
		journal_scan_to_tags(scan, record.id);
		first = scan->at;
		give(ask, scan, first, end);
		scan->at = first;
		if (ask->given >= ask->count || ask->lines >= LINES_MOST)
			return end_past(ask, ask->given < ask->count);
	}
	return JOURNAL_ON;
}

enum journal_step
journal_past_find(struct journal_ask *ask)
{
	struct journal_scan scan;
	enum journal_step step;

	if (ask->key == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	learn(ask->text);
	journal_ask_enter(ask, &scan, ask->where,
	    ask->before == 0 ? UINT64_MAX : ask->before);
	step = find_on(ask, &scan);
	journal_ask_leave(ask, &scan);
	return step;
}

/* Gives what the account has said to one group or talk; *ends: all of it. */
static enum journal_step
export_on(struct journal_ask *ask, struct journal_scan *scan, bool *ends)
{
	struct journal_record record;

	while (scan->work < JOURNAL_TURN) {
		*ends = !journal_scan_next(scan, &record);
		if (*ends)
			return scan->error != 0 ?
			    journal_refuse(ask, CODE_UNAVAILABLE) :
			    JOURNAL_ON;
		if (record.state == '-' || !journal_record_is_said(&record) ||
		    !str_caseeq(journal_record_account(&record), ask->name))
			continue;
		/* The line that names the directory is one, too. */
		if (ask->given >= ask->count || ask->lines >= LINES_MOST)
			return JOURNAL_DONE(ask, STR("more"),
			    journal_ask_on(ask), DECIMAL(ask->last));
		if (!ask->found) {
			JOURNAL_ANSWER(ask, STR("where"), journal_ask_on(ask));
			ask->lines++;
		}
		ask->found = true;
		ask->last = record.id;
		ask->given++;
		answer_past(ask, &record);
	}
	return JOURNAL_ON;
}

enum journal_step
journal_past_export(struct journal_ask *ask)
{
	const uint64_t made = token_made(ask->account);
	const bool begins = ask->phase == 0 && ask->on_len > 0;
	struct journal_scan scan;
	enum journal_step step;
	bool ends = false;

	if (ask->phase == 0)
		ask->last = ask->id;
	ask->phase = 1;
	if (ask->key == 0 && !begins) {
		if (!journal_ask_next(ask, JOURNAL_RECORDS))
			return JOURNAL_DONE(ask, STR("done"));
		ask->last = 0;
		ask->found = false;
	}
	journal_ask_enter(ask, &scan, journal_ask_on(ask),
	    ask->last < made ? made : ask->last + 1);
	step = export_on(ask, &scan, &ends);
	journal_ask_leave(ask, &scan);
	if (ends)
		ask->key = 0;
	return step;
}
