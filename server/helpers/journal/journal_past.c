/* Questions of what was said: see journal_past.h. */
#define _GNU_SOURCE /* memmem */
#include "helpers/journal/journal_past.h"

#include "helpers/journal/journal_marks.h"
#include "shared/past.h"

#define GAP STR("gap")
#define REDACT STR("redact")

static struct {
	char text[LIMIT_LINE]; /* what is searched, in lower case */
	struct past_line past; /* the record that was seen last */
	char line[LIMIT_LINE]; /* of the server, that it stands for */
} self;

/* Finds out what the question may see; or returns why it may see nothing. */
static enum code
may(struct ask *ask)
{
	struct journal_mark mark = { .read = 0 };

	if (!str_eq(ask->account, STR("*")) &&
	    !journal_mark_find(ask->account, ask->where, &mark))
		return CODE_UNAVAILABLE;
	if (ask->only_missed && ask->after < mark.read)
		ask->after = mark.read;
	if (ask->where.at[0] == '@')
		return CODE_OK; /* the router has made it for one of them */
	/* Who was in before that was in another group. */
	ask->since = mark.since >= ask->begun && mark.since != 0 ? mark.since :
								   ask->joined;
	return ask->since != 0 ? CODE_OK : CODE_NOT_MEMBER;
}

/* Returns whether the server could have said it: files may have anything. */
static bool
is_sayable(const struct ask *ask, const struct journal_record *record)
{
	const struct str id = { record->line.at, LIMIT_ID };
	struct str token = ask->where, other, text = record->line;
	const bool is_talk = token_split(ask->where, &token, &other);
	char name[LIMIT_GROUP];

	str_drop(&text, JOURNAL_HEAD);
	return past_read(id, text,
	    (struct past_place) { is_talk, token_name(token, name) }, self.line,
	    &self.past);
}

/* Returns whether the question asks for such events. */
static bool
wants(const struct ask *ask, const struct journal_record *record)
{
	return record->state != '-' && !str_eq(record->verb, JOURNAL_TAGS) &&
	    !str_eq(record->verb, JOURNAL_OFF) &&
	    (!ask->only_said || journal_record_is_said(record) ||
		str_eq(record->verb, GAP));
}

static bool
may_see(const struct ask *ask, const struct journal_record *record)
{
	return record->id >= ask->since ||
	    (record->state == 'o' && !ask->only_joined);
}

/* Returns whether the question is to see the event. */
static bool
sees(const struct ask *ask, const struct journal_record *record)
{
	return wants(ask, record) && may_see(ask, record) &&
	    is_sayable(ask, record);
}

/* Returns the text of a message; empty for others. */
static struct str
text_of(const struct ask *ask, const struct journal_record *record)
{
	struct str text = record->rest;

	if (!journal_record_is_said(record))
		return STR("");
	(void)str_word(&text); /* the actor */
	if (ask->where.at[0] == '@')
		(void)str_word(&text); /* to whom */
	if (str_eq(record->verb, STR("lines")))
		(void)str_word(&text); /* their lengths */
	return text;
}

/* Returns how many events the record is that was seen last. */
static uint64_t
events_of(const struct ask *ask)
{
	if (!self.past.is_event)
		return 0; /* or who reads on is told too early that all came */
	return ask->in_lines && self.past.texts > 0 ? self.past.texts : 1;
}

/* Answers with an event, its tags first. Returns the place before them. */
static uint64_t
give(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *event)
{
	const uint64_t end = event->at + event->line.len + 1;
	struct journal_record record;
	uint64_t first;

	ask->last = event->id;
	ask->given += events_of(ask);
	journal_scan_to_tags(scan, event);
	first = scan->at;
	while (
	    scan->at < end && journal_scan_read(scan, JOURNAL_FORTH, &record)) {
		struct str text = record.line;
		if (record.state == '-' || !is_sayable(ask, &record))
			continue;
		str_drop(&text, JOURNAL_HEAD);
		JOURNAL_ANSWER(ask, STR("past"),
		    (struct str) { record.line.at, LIMIT_ID }, text);
		ask->lines++;
	}
	return first;
}

/* The least ID of an event: a lower bound that is less asks for what there is.
 */
#define ID_LEAST UINT64_C(1000000000000000)

/*
 * Finds out whether anything is missing right after the lower bound, or where
 * the question goes on: the group has no record from before that, or nothing
 * was recorded then. A talk may have begun later. False if that cannot be read.
 */
static bool
look_before(struct ask *ask, uint64_t id)
{
	struct journal_record record;
	struct journal_scan scan;
	bool has;

	if (ask->after < ID_LEAST || ask->where.at[0] == '@')
		return true;
	journal_scan_seek(&scan, ask->where, id + 1);
	while ((has = journal_scan_read(&scan, JOURNAL_BACK, &record)) &&
	    str_eq(record.verb, REDACT))
		continue;
	ask->off = !has || str_eq(record.verb, JOURNAL_OFF);
	ask->dark = ask->off || id > ask->last;
	journal_scan_close(&scan);
	return scan.error == 0;
}

/*
 * Tells that something is missing before that ID, if it is: from the event on
 * that was looked at last, as the IDs of what is hidden are nobody's business.
 */
static void
tell_gap(struct ask *ask, uint64_t id)
{
	if (!ask->dark || id <= ask->last + 1)
		return;
	JOURNAL_ANSWER(ask, STR("past"), DECIMAL(id - 1), GAP,
	    DECIMAL(ask->last + 1), DECIMAL(id - 1));
	ask->lines++;
}

/*
 * Gives the event, if it may be seen, and notes whether something is missing
 * then. What is hidden before the first event is missing only if there is a
 * lower bound.
 */
static void
give_seen(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record, bool given)
{
	const bool hidden = !may_see(ask, record) && wants(ask, record);

	/* While nothing is recorded, what was said before may be deleted. */
	if (!str_eq(record->verb, REDACT))
		ask->off = str_eq(record->verb, JOURNAL_OFF);
	if (given) {
		tell_gap(ask, record->id);
		(void)give(ask, scan, record);
		ask->dark = false;
	} else if (!hidden && !ask->dark) {
		ask->last = record->id;
	}
	if (ask->after >= ID_LEAST || ask->given > 0)
		ask->dark = ask->dark || hidden || ask->off;
}

/*
 * Gives an event, going forward. If the last ones were counted, what is missing
 * after them is looked for, too; else the next question does that.
 */
enum step
journal_past_next(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	const bool given = sees(ask, record);

	if (ask->before != 0 && record->id >= ask->before)
		return STEP_OVER;
	if (ask->given >= ask->count && (given || !ask->turned)) {
		ask->dark = false;
		return STEP_OVER;
	}
	if (ask->lines >= JOURNAL_ASK_LINES)
		return STEP_FULL;
	if (!str_eq(record->verb, JOURNAL_TAGS))
		give_seen(ask, scan, record, given);
	return STEP_ON;
}

/* Counts to the first of the last events, which is then the last one. */
enum step
journal_past_count(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	(void)scan;
	if (record->id <= ask->after)
		return STEP_OVER;
	if (sees(ask, record)) {
		ask->given += events_of(ask);
		ask->last = record->id;
	}
	return ask->given < ask->count ? STEP_ON : STEP_OVER;
}

/* Writes it into room, with the letters of ASCII in lower case. */
static struct str
fold(struct str text, char room[LIMIT_LINE])
{
	text.len = text.len < LIMIT_LINE ? text.len : LIMIT_LINE;
	for (size_t i = 0; i < text.len; i++)
		room[i] = (char)str_lower(text.at[i]);
	return (struct str) { room, text.len };
}

/* Gives an event if it has the text, or none is asked for, going backward. */
enum step
journal_past_find(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	struct str text;

	if (record->id <= ask->after)
		return STEP_OVER;
	text = fold(text_of(ask, record), self.text);
	if ((ask->text.len > 0 &&
		memmem(text.at, text.len, ask->text.at, ask->text.len) ==
		    NULL) ||
	    !sees(ask, record))
		return STEP_ON;
	scan->at = give(ask, scan, record);
	if (ask->given >= ask->count)
		return STEP_OVER;
	return ask->lines >= JOURNAL_ASK_LINES ? STEP_FULL : STEP_ON;
}

/* Begins to give the last events, which were counted. */
static void
turn(struct ask *ask)
{
	ask->visit = journal_past_next;
	ask->turned = true;
	/* All are given: it is also told what is missing before them. */
	if (ask->given < ask->count && ask->after >= ID_LEAST)
		ask->last = ask->after;
	else
		ask->after = --ask->last;
	ask->at = ask->after;
	ask->counted = ask->given;
	if (ask->given > 0)
		ask->count = ask->given;
	ask->given = 0;
	ask->until = journal_files.work + JOURNAL_ASK_FIRST;
}

/* Finds out where the question begins, or goes on. */
static void
begin(struct ask *ask)
{
	if (ask->turned)
		ask->visit = journal_past_next;
	if (ask->at == 0) {
		ask->at = ask->visit == journal_past_next ? ask->after :
		    ask->before == 0			  ? UINT64_MAX :
							    ask->before;
		ask->last = ask->after;
	} else if (ask->turned && ask->counted > 0) {
		ask->count = ask->counted;
	} else if (!ask->turned) {
		ask->given = ask->counted;
	}
	if (ask->text.len > 0) /* in its place */
		(void)fold(ask->text, ask->said + (ask->text.at - ask->said));
}

static enum step
walk(struct ask *ask)
{
	if (ask->visit != journal_past_next)
		return journal_step_walk(
		    ask, ask->where, ask->at, JOURNAL_BACK, ask->visit);
	if (!look_before(ask, ask->at))
		return journal_step_refuse(ask, CODE_UNAVAILABLE);
	return journal_step_walk(
	    ask, ask->where, ask->at + 1, JOURNAL_FORTH, ask->visit);
}

/*
 * Gives what was said. The last events are counted back to the first of them,
 * and given forward from there: what comes meanwhile is behind them. A step
 * that has given any ends the answer, and more may be asked for.
 */
enum step
journal_past(struct ask *ask)
{
	const enum code code = may(ask);
	enum step step;

	if (code != CODE_OK)
		return journal_step_refuse(ask, code);
	begin(ask);
	step = walk(ask);
	if (step == STEP_OVER && ask->visit == journal_past_count &&
	    (ask->given > 0 || ask->after >= ID_LEAST)) {
		turn(ask);
		step = walk(ask);
	}
	if (step == STEP_END)
		return step;
	if (step == STEP_ON && ask->lines == 0) {
		if (!ask->turned)
			ask->counted = ask->given;
		return journal_step_go_on(ask, STR("later"));
	}
	if (step != STEP_OVER) {
		/* Up to there everything was looked at. */
		JOURNAL_ANSWER(ask, STR("more"),
		    DECIMAL(step == STEP_ON && ask->visit == journal_past_find ?
			    ask->at :
			    ask->last));
		return STEP_END;
	}
	tell_gap(ask,
	    ask->before != 0 ? ask->before :
			       usec_later(clock_wall(), ask->last + 2));
	return journal_step_end(ask, 0);
}
