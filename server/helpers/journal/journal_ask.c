/* Questions to the journal, and their answers: see journal_log.h. */
#define _GNU_SOURCE /* memmem */
#include "helpers/journal/journal_log.h"

#include <errno.h>

#include "helpers/journal/journal_marks.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "shared/past.h"

/* So many tokens are looked at in one reading of a place's names. */
#define TOKENS 63

/* So many messages that an account has missed in a talk are counted. */
#define MISSED 999

/* With so many lines an answer ends. */
#define LINES ((uint64_t)63)

/*
 * More lines that an answer needs room for: the tags of its last event, and
 * what has no room of its own.
 */
#define MORE_LINES 13

#define TAGS STR("tags")
#define GAP STR("gap")
#define REDACT STR("redact")

/* Each record costs a write: a thousand are a step. */
#define BLANKING (JOURNAL_TURN / 1000)

/*
 * What is asked first looks at so much: that is enough for most, and a moment
 * for those who wait behind many others.
 */
#define FIRST ((uint64_t)512 * 1024)

/* What a step has come to. */
enum step {
	STEP_ON, /* it has looked at enough for now */
	STEP_SYNC, /* it ends when all that is written is safe */
	STEP_END, /* it is answered */
	STEP_OVER /* a walk has no more, or its visitor has ended it */
};

struct ask;

/* Takes a record; false: no more are wanted. */
typedef bool visit_record(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record);

struct ask {
	const struct form *form; /* null: none */
	uint64_t number;
	bool waits; /* for a sync */
	enum code code; /* after the sync: why it is refused; or CODE_OK */

	/* What was asked; the words point into said. */
	struct str where, account, name, text;
	uint64_t id, begun, joined, after, before, count;
	bool only_joined, only_said, in_lines, only_missed;

	/* Of records that the answer lacks: */
	bool off; /* nothing is recorded after the record at hand */
	bool dark; /* something is missing after "last" */

	/*
	 * Where it goes on, and what is known there: of another question, as
	 * the router says what it was told.
	 */
	bool goes_on;
	bool turned; /* the last events are counted, and given now */
	uint64_t at; /* the ID of the record that was looked at last */
	uint64_t counted; /* events, before they are given; or erased */
	uint64_t last; /* the ID up to which all was looked at */
	struct str on; /* the token that it has come to; or empty */

	/* Of this step: */
	uint64_t until; /* of journal_files.work: it goes on later */
	enum journal_way way;
	uint64_t first; /* the place of an event, or its first tags */
	visit_record *visit; /* of the past */
	uint64_t since; /* the ID since which it reads all */
	uint64_t given, lines; /* events, and lines of this answer */
	bool found, more;

	char said[LIMIT_LINE];
};

/*
 * A form of question: its word, the letters of its arguments (read_argument),
 * and its work. One of the past has that done by its visitor.
 */
struct form {
	struct str word;
	const char *arguments;
	enum step (*step)(struct ask *ask); /* null: it waits for a sync */
	visit_record *visit;
	bool writes;
};

static struct {
	struct ask ask[JOURNAL_ASKS];
	struct buf *up;
	size_t turn; /* the one that is worked on first */
	/* Of talks that are listed: */
	uint64_t lister; /* the question of the last step; 0: none */
	uint64_t marks; /* the place in the account's file */
	size_t talks;
	struct talk {
		struct journal_name name;
		uint64_t id; /* of its last message */
		uint64_t read; /* of the last one that the account has read */
	} talk[LIMIT_PAST]; /* the most recent first */
	struct journal_name found[TOKENS]; /* of a place, in their order */
	char text[LIMIT_LINE]; /* what is searched, in lower case */
	struct past_line past; /* the record that was seen last */
	char line[LIMIT_LINE]; /* of the server, that it stands for */
} self;

/* Says "answer NUMBER" and the words. There is room for LINES. */
static void
answer(struct ask *ask, const struct str *words, size_t count)
{
	size_t len = sizeof("answer ") + STR_DIGITS + count;

	/* Files may have what is no text, or no line of the pipe. */
	for (size_t i = 0; i < count; len += words[i++].len)
		if (text_check(words[i], LIMIT_LINE) != CODE_OK)
			return;
	if (len > LIMIT_LINE)
		return;
	(void)BUF_CAT(self.up, STR("answer "), DECIMAL(ask->number), STR(" "));
	(void)buf_say(self.up, words, count);
}
#define ANSWER(ask, ...) answer(ask, STRS(__VA_ARGS__))

static enum step
refuse_ask(struct ask *ask, enum code code)
{
	ANSWER(ask, code_word(code), code_text(code));
	return STEP_END;
}

/* Ends the answer with that word, or refuses it if there was an error. */
static enum step
finish_ask(struct ask *ask, int error, struct str word)
{
	if (error != 0)
		return refuse_ask(ask, CODE_UNAVAILABLE);
	ANSWER(ask, word);
	return STEP_END;
}

/* Returns whether it has looked at enough for now. */
static bool
is_enough(const struct ask *ask)
{
	return journal_files.work >= ask->until;
}

/*
 * Tells where the question goes on: later, or next, before others of its kind.
 */
static enum step
go_on(struct ask *ask, struct str when)
{
	ANSWER(ask, when, ask->turned ? STR("+t") : STR("+"), DECIMAL(ask->at),
	    DECIMAL(ask->counted), DECIMAL(ask->last),
	    ask->on.len > 0 ? ask->on : STR("-"));
	return STEP_END;
}

/*
 * Has visit called for each record of a token, from an ID on, or, back, before
 * it, until that is enough; not between tags and their event. If something
 * cannot be read, or the visitor says so, the question is refused.
 */
static enum step
walk_records(struct ask *ask, struct str token, uint64_t id,
    enum journal_way way, visit_record *visit)
{
	enum step step = STEP_ON;
	struct journal_record record;
	struct journal_scan scan;
	bool has_tags = false;

	ask->way = way;
	journal_scan_seek(&scan, token, id);
	do {
		if (!journal_scan_read(&scan, way, &record)) {
			step = STEP_OVER;
			break;
		}
		if (!has_tags || record.id != ask->at)
			ask->first = record.at;
		has_tags = str_eq(record.verb, TAGS);
		if (!visit(ask, &scan, &record))
			step = STEP_OVER;
		else
			ask->at = record.id;
	} while (step == STEP_ON && (has_tags || !is_enough(ask)));
	if (scan.error != 0)
		step = refuse_ask(ask, CODE_UNAVAILABLE);
	journal_scan_close(&scan);
	return step;
}

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
	return record->state != '-' && !str_eq(record->verb, TAGS) &&
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

/* Moves before the tags of a record; forward they have just been passed. */
static void
move_to_tags(const struct ask *ask, struct journal_scan *scan,
    const struct journal_record *event)
{
	if (ask->way == JOURNAL_FORTH)
		scan->at = ask->first;
	else
		journal_scan_to_tags(scan, event);
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
	move_to_tags(ask, scan, event);
	first = scan->at;
	while (
	    scan->at < end && journal_scan_read(scan, JOURNAL_FORTH, &record)) {
		struct str text = record.line;
		if (record.state == '-' || !is_sayable(ask, &record))
			continue;
		str_drop(&text, JOURNAL_HEAD);
		ANSWER(ask, STR("past"),
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
	ANSWER(ask, STR("past"), DECIMAL(id - 1), GAP, DECIMAL(ask->last + 1),
	    DECIMAL(id - 1));
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
static bool
give_next(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	const bool given = sees(ask, record);

	if (ask->before != 0 && record->id >= ask->before)
		return false;
	if (ask->given >= ask->count && (given || !ask->turned)) {
		ask->dark = false;
		return false;
	}
	ask->more = ask->lines >= LINES;
	if (ask->more)
		return false;
	if (str_eq(record->verb, TAGS))
		return true;
	give_seen(ask, scan, record, given);
	return true;
}

/* Counts to the first of the last events, which is then the last one. */
static bool
count_back(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	(void)scan;
	if (record->id <= ask->after)
		return false;
	if (sees(ask, record)) {
		ask->given += events_of(ask);
		ask->last = record->id;
	}
	return ask->given < ask->count;
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
static bool
find_next(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	struct str text;

	if (record->id <= ask->after)
		return false;
	text = fold(text_of(ask, record), self.text);
	if (ask->text.len > 0 &&
	    memmem(text.at, text.len, ask->text.at, ask->text.len) == NULL)
		return true;
	if (!sees(ask, record))
		return true;
	scan->at = give(ask, scan, record);
	ask->more = ask->lines >= LINES && ask->given < ask->count;
	ask->found = ask->lines >= LINES || ask->given >= ask->count;
	return !ask->found;
}

/* Begins to give the last events, which were counted. */
static enum step
ask_turn(struct ask *ask)
{
	ask->visit = give_next;
	ask->turned = true;
	/* All are given: it is also told what is missing before them. */
	if (ask->given < ask->count && ask->after >= ID_LEAST)
		ask->last = ask->after;
	else
		ask->after = --ask->last;
	ask->counted = ask->given;
	if (ask->given > 0)
		ask->count = ask->given;
	ask->given = 0;
	ask->until = usec_later(ask->until, journal_files.work + FIRST);
	if (!look_before(ask, ask->after))
		return refuse_ask(ask, CODE_UNAVAILABLE);
	return walk_records(
	    ask, ask->where, ask->after + 1, JOURNAL_FORTH, give_next);
}

/* Finds out what the question may see, and where it begins, or goes on. */
static enum code
begin_past(struct ask *ask)
{
	const enum code code = may(ask);

	ask->visit = ask->turned ? give_next : ask->form->visit;
	if (!ask->goes_on) {
		ask->at = ask->visit == give_next ? ask->after :
		    ask->before == 0		  ? UINT64_MAX :
						    ask->before;
		ask->last = ask->after;
	} else if (ask->turned && ask->counted > 0) {
		ask->count = ask->counted;
	} else if (!ask->turned) {
		ask->given = ask->counted;
	}
	if (ask->text.len > 0) /* in its place */
		(void)fold(ask->text, ask->said + (ask->text.at - ask->said));
	return code == CODE_OK && ask->visit == give_next &&
		!look_before(ask, ask->at) ?
	    CODE_UNAVAILABLE :
	    code;
}

/*
 * Gives what was said. The last events are counted back to the first of them,
 * and given forward from there: what comes meanwhile is behind them. A step
 * that has given any ends the answer, and more may be asked for.
 */
static enum step
past(struct ask *ask)
{
	const enum code code = begin_past(ask);
	enum step step;

	if (code != CODE_OK)
		return refuse_ask(ask, code);
	if (ask->visit == find_next && !ask->goes_on) /* never at once */
		return go_on(ask, STR("later"));
	step = ask->visit == give_next ?
	    walk_records(
		ask, ask->where, ask->at + 1, JOURNAL_FORTH, give_next) :
	    walk_records(ask, ask->where, ask->at, JOURNAL_BACK, ask->visit);
	if (step == STEP_OVER && ask->visit == count_back &&
	    (ask->given > 0 || ask->after >= ID_LEAST))
		step = ask_turn(ask);
	if (step == STEP_END)
		return step;
	if (step == STEP_ON && ask->lines == 0) {
		if (!ask->turned)
			ask->counted = ask->given;
		return go_on(ask, STR("later"));
	}
	ask->more = ask->more || step == STEP_ON;
	/* Up to last everything was looked at. */
	if (ask->visit == find_next && !ask->found)
		ask->last = step == STEP_ON ? ask->at : ask->after;
	if (!ask->more)
		tell_gap(ask,
		    ask->before != 0 ? ask->before :
				       usec_later(clock_wall(), ask->last + 2));
	ANSWER(ask, ask->more ? STR("more") : STR("done"), DECIMAL(ask->last),
	    DECIMAL(ask->given));
	return STEP_END;
}

/* Returns how many messages of others are in a talk after that ID. */
static uint64_t
count_missed(const struct ask *ask, const struct talk *talk)
{
	char room[LIMIT_GROUP];
	const struct str account = token_name(ask->account, room);
	struct journal_record record;
	struct journal_scan scan;
	const uint64_t until = journal_files.work + JOURNAL_TURN;
	uint64_t count = 0;

	journal_scan_seek(&scan, journal_name(&talk->name), talk->read + 1);
	while (count < MISSED && journal_files.work < until &&
	    journal_scan_read(&scan, JOURNAL_FORTH, &record))
		count += record.state != '-' &&
		    journal_record_is_said(&record) &&
		    !str_caseeq(
			grammar_account_of(str_word(&record.rest)), account);
	journal_scan_close(&scan);
	return count;
}

/* Puts a talk where it belongs, if it is among the most recent ones. */
static void
add_talk(const struct ask *ask, const struct talk *talk)
{
	const size_t most =
	    ask->count < LIMIT_PAST ? (size_t)ask->count : LIMIT_PAST;
	size_t at = self.talks;

	while (at > 0 && self.talk[at - 1].id < talk->id)
		at--;
	if (at == most)
		return;
	self.talks += self.talks < most;
	memmove(&self.talk[at + 1], &self.talk[at],
	    (self.talks - at - 1) * sizeof(*talk));
	self.talk[at] = *talk;
}

/*
 * Looks at a group or talk of the account. What it has missed is asked for in
 * talks alone.
 */
static void
look_at_talk(
    const struct ask *ask, struct str target, const struct journal_mark *mark)
{
	const bool is_talk = target.at[0] == '@';
	struct talk talk = { .read = mark->read };

	journal_name_set(&talk.name, target);
	talk.id = journal_scan_last(target, true);
	if (talk.id > (ask->only_missed ? talk.read : ask->after) &&
	    talk.id > ask->last &&
	    (ask->before == 0 || talk.id < ask->before) &&
	    (is_talk || (mark->since != 0 && !ask->only_missed)))
		add_talk(ask, &talk);
}

/* Tells of the talk that was found, the least recent one that is left. */
static void
tell_talk(struct ask *ask)
{
	const struct talk *talk = &self.talk[--self.talks];
	uint64_t missed;

	ask->last = talk->id;
	ask->lines++;
	if (!ask->only_missed)
		ANSWER(ask, STR("talk"), journal_name(&talk->name),
		    DECIMAL(talk->id));
	else if ((missed = count_missed(ask, talk)) > 0)
		/* 0 is the ID of nothing. */
		ANSWER(ask, STR("talk"), journal_name(&talk->name),
		    DECIMAL(talk->read + (talk->read == 0)), DECIMAL(missed));
}

/*
 * Lists the most recent groups and talks, or what was missed in talks. Only one
 * question at a time does: those that come meanwhile wait. It is always the
 * next one that goes on, or whoever asked has gone; and if another journal goes
 * on with it, that looks again at those behind the last that was told.
 */
static enum step
talks(struct ask *ask)
{
	const bool is_lister = self.lister != 0 && ask->at == self.lister;
	struct journal_mark mark;
	struct journal_scan scan;
	struct str target;
	bool more;

	if (!ask->goes_on && self.lister != 0)
		return go_on(ask, STR("later"));
	if (!is_lister)
		self.talks = self.marks = 0;
	self.lister = ask->at = ask->number;
	more = journal_scan_open(&scan, ask->account, JOURNAL_READ);
	scan.at = self.marks;
	while (more && !is_enough(ask))
		if ((more = journal_mark_next(&scan, &target, &mark)))
			look_at_talk(ask, target, &mark);
	self.marks = scan.at;
	journal_scan_close(&scan);
	while (!more && self.talks > 0 && ask->lines < LINES && !is_enough(ask))
		tell_talk(ask);
	if (scan.error == 0 && (more || self.talks > 0))
		return go_on(ask, STR("next"));
	self.lister = 0;
	return finish_ask(ask, scan.error, STR("done"));
}

/* Tells what the account has read of a group or talk. */
static enum step
tell_mark(struct ask *ask)
{
	struct journal_mark mark;

	if (!journal_mark_find(ask->account, ask->where, &mark))
		return refuse_ask(ask, CODE_UNAVAILABLE);
	ANSWER(ask, STR("done"), DECIMAL(mark.read));
	return STEP_END;
}

static enum step
replay(struct ask *ask)
{
	struct journal_scan scan;
	struct str line;
	bool more = journal_scan_open(&scan, ask->where,
	    str_eq(ask->form->word, STR("box")) ? JOURNAL_BOX : JOURNAL_TABLE);

	scan.at = ask->id;
	while (more && ask->lines < LINES &&
	    (more = journal_scan_line(&scan, &line))) {
		ANSWER(ask, STR("line"), line);
		ask->lines++;
	}
	journal_scan_close(&scan);
	if (!more)
		return finish_ask(ask, scan.error, STR("done"));
	ANSWER(ask, STR("more"), DECIMAL(scan.at));
	return STEP_END;
}

/* Compares two tokens by their bytes. */
static int
compare_tokens(struct str a, struct str b)
{
	const size_t len = a.len < b.len ? a.len : b.len;
	const int order = len > 0 ? memcmp(a.at, b.at, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/*
 * Finds the tokens of a place that come first after that one, in the order of
 * their bytes, TOKENS at most. Returns how many; -1 with errno.
 */
static int
find_tokens(enum journal_kind place, struct str after)
{
	struct journal_name *found = self.found;
	struct disk_names names;
	struct str token;
	int count = 0, at;

	journal_list(&names, place);
	while (journal_next(&names, &token)) {
		if (compare_tokens(token, after) <= 0)
			continue;
		for (at = count; at > 0 &&
		     compare_tokens(journal_name(&found[at - 1]), token) > 0;)
			at--;
		if (at == TOKENS)
			continue;
		count += count < TOKENS;
		memmove(&found[at + 1], &found[at],
		    (size_t)(count - 1 - at) * sizeof(*found));
		journal_name_set(&found[at], token);
	}
	errno = names.error;
	return names.error == 0 ? count : -1;
}

/*
 * Lists the tokens of all places; "idle" is a group that nobody has registered
 * if it has no records, or was ever closed.
 */
static enum step
list_stored(struct ask *ask)
{
	const enum journal_kind place = (enum journal_kind)ask->at;
	const int count = find_tokens(place, ask->on);

	for (int i = 0; i < count; i++) {
		const struct str token = journal_name(&self.found[i]);
		struct journal_sum sum = { .files = 1 };
		if (place == JOURNAL_RECORDS && token_made(token) == 0)
			sum = journal_look(token, 0);
		if (sum.error == 0 && (sum.closed || sum.files == 0))
			ANSWER(ask, STR("file"), token, STR("idle"));
		else
			ANSWER(ask, STR("file"), token);
		ask->on = token;
	}
	if (count == TOKENS)
		return go_on(ask, STR("later"));
	ask->on = STR("");
	if (count == -1 || ++ask->at == JOURNAL_PLACES)
		return finish_ask(ask, count == -1 ? errno : 0, STR("done"));
	return go_on(ask, STR("later"));
}

/* Overwrites a record and its tags by "ID - ---...", and moves behind it. */
static void
blank(const struct ask *ask, struct journal_scan *scan,
    const struct journal_record *event)
{
	const uint64_t behind = event->at + event->line.len + 1;
	struct journal_record record;
	char text[2 * LIMIT_LINE]; /* no record is longer */

	memset(text, '-', sizeof(text));
	text[1] = ' ';
	move_to_tags(ask, scan, event);
	/* After an error it may have more tags. */
	while (scan->error == 0 && scan->at < behind &&
	    journal_scan_read(scan, JOURNAL_FORTH, &record))
		if (!journal_store_over(scan->fd, record.at + LIMIT_ID + 1,
			(struct str) { text, record.line.len - LIMIT_ID - 1 }))
			scan->error = errno;
	journal_files.work += BLANKING;
}

/* Erases a record if the question wants it. */
static bool
erase_next(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	struct str rest = record->rest;

	if (ask->before != 0 && record->id >= ask->before)
		return false;
	if (record->state == '-' ||
	    (ask->name.len > 0 &&
		!str_caseeq(grammar_account_of(str_word(&rest)), ask->name)))
		return true;
	ask->counted++;
	blank(ask, scan, record);
	return scan->error == 0;
}

/* Erases what was said from one ID on, and before another. */
static enum step
erase(struct ask *ask)
{
	const enum step step = walk_records(ask, ask->where,
	    ask->goes_on ? ask->at + 1 : ask->id, JOURNAL_FORTH, erase_next);

	if (step == STEP_ON)
		return go_on(ask, STR("later"));
	if (step != STEP_OVER)
		return step;
	if (ask->id != 0 && ask->counted == 0)
		ask->code = CODE_NO_SUCH_MESSAGE;
	return STEP_SYNC;
}

/*
 * Erases what an account has said in groups and talks, one token after the
 * other. That is never done at once.
 */
static enum step
erase_account(struct ask *ask)
{
	enum step step = STEP_OVER;
	int count = TOKENS;

	if (!ask->goes_on)
		return go_on(ask, STR("later"));
	if (ask->on.len > 0)
		step = walk_records(ask, ask->on,
		    usec_later(ask->at + 1, token_made(ask->account)),
		    JOURNAL_FORTH, erase_next);
	if (step == STEP_OVER)
		count = find_tokens(JOURNAL_RECORDS, ask->on);
	for (int i = 0; step == STEP_OVER && i < count; i++) {
		ask->on = journal_name(&self.found[i]);
		ask->at = 0;
		step = walk_records(ask, ask->on, token_made(ask->account),
		    JOURNAL_FORTH, erase_next);
		if (step == STEP_OVER && is_enough(ask)) {
			ask->at = UINT64_MAX - 1; /* nothing is left there */
			step = STEP_ON;
		}
	}
	if (step == STEP_ON || (step == STEP_OVER && count == TOKENS))
		return go_on(ask, STR("later"));
	if (count == -1)
		return refuse_ask(ask, CODE_UNAVAILABLE);
	return step == STEP_OVER ? STEP_SYNC : step;
}

static const struct form forms[] = {
	{ LIT("forward"), "wabjh<>c", past, give_next, false },
	{ LIT("backward"), "wabjh<>c", past, count_back, false },
	{ LIT("find"), "wabjh<>cx", past, find_next, false },
	{ LIT("talks"), "ah<>c", talks, NULL, false },
	{ LIT("mark"), "aw", tell_mark, NULL, false },
	{ LIT("table"), "wi", replay, NULL, false },
	{ LIT("box"), "wi", replay, NULL, false },
	{ LIT("list"), "", list_stored, NULL, false },
	{ LIT("erase"), "wi>", erase, NULL, true },
	{ LIT("forget"), "an>", erase_account, NULL, true },
	{ LIT("sync"), "", NULL, NULL, true },
};

/* Reads an argument; false if it is not well formed. */
static bool
read_argument(char letter, struct str *rest, struct ask *ask)
{
	const struct str word = letter == 'x' ? *rest : str_word(rest);

	if (word.len == 0 && letter != 'x')
		return false;
	switch (letter) {
	case 'w': /* the token that is asked about */
		ask->where = word;
		return token_is_valid(word);
	case 'a': /* that of an account, or "*" */
		ask->account = word;
		return token_is_valid(word) || str_eq(word, STR("*"));
	case 'n': /* the account's name */
		ask->name = word;
		return word.len <= LIMIT_NAME;
	case 'x': /* the rest of the line, if any */
		ask->text = word;
		return word.len <= LIMIT_ACTOR + 1 + LIMIT_TEXT;
	case 'h': /* how: some of these letters, or "-" */
		ask->only_joined = memchr(word.at, 'j', word.len) != NULL;
		ask->only_said = memchr(word.at, 's', word.len) != NULL;
		ask->in_lines = memchr(word.at, 'l', word.len) != NULL;
		ask->only_missed = memchr(word.at, 'm', word.len) != NULL;
		return true;
	case 'c': /* the most events */
		return str_to_number(word, UINT64_MAX, &ask->count) &&
		    ask->count > 0;
	default:
		return str_to_number(word, UINT64_MAX - 1,
		    letter == '<'     ? &ask->after :
			letter == '>' ? &ask->before :
			letter == 'b' ? &ask->begun :
			letter == 'j' ? &ask->joined :
					&ask->id);
	}
}

/* Reads where the question goes on; false if that is not well formed. */
static bool
read_place(struct ask *ask, struct str *rest)
{
	ask->goes_on = true;
	if (!str_to_number(str_word(rest), UINT64_MAX, &ask->at) ||
	    !str_to_number(str_word(rest), UINT64_MAX, &ask->counted) ||
	    !str_to_number(str_word(rest), UINT64_MAX, &ask->last))
		return false;
	ask->on = str_word(rest);
	if (str_eq(ask->on, STR("-")))
		ask->on = STR("");
	return ask->on.len == 0 || token_is_valid(ask->on);
}

/* Reads [PLACE] WHAT TEXT, which is in said. */
static bool
read_ask(struct ask *ask, struct str rest)
{
	struct str what = str_word(&rest);

	if (str_skip(&what, STR("+"))) {
		ask->turned = what.len > 0;
		if (!read_place(ask, &rest))
			return false;
		what = str_word(&rest);
	}
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_eq(what, forms[i].word))
			ask->form = &forms[i];
	if (ask->form == NULL)
		return false;
	for (const char *letter = ask->form->arguments; *letter != '\0';
	     letter++)
		if (!read_argument(*letter, &rest, ask))
			return false;
	return true;
}

void
journal_ask_begin(struct buf *up)
{
	/* One that is written to needs pages of its own. */
	for (size_t i = 0; i < JOURNAL_ASKS; i++)
		if (self.ask[i].form != NULL)
			self.ask[i].form = NULL;
	self.lister = 0;
	self.up = up;
}

bool
journal_ask_take(struct str line)
{
	struct ask *ask = NULL;
	uint64_t number;

	if (!str_to_number(str_word(&line), UINT64_MAX, &number) ||
	    line.len > sizeof(ask->said))
		return true; /* nobody could be answered */
	for (size_t i = 0; i < JOURNAL_ASKS && ask == NULL; i++)
		if (self.ask[i].form == NULL)
			ask = &self.ask[i];
	if (ask == NULL)
		return false;
	*ask = (struct ask) { .number = number };
	if (line.len > 0)
		memcpy(ask->said, line.at, line.len);
	if (read_ask(ask, (struct str) { ask->said, line.len }))
		return true;
	ask->form = NULL;
	ANSWER(ask, code_word(CODE_UNAVAILABLE),
	    STR("the question is not well formed"));
	return true;
}

void
journal_ask_work(bool can_write)
{
	const size_t room = (LINES + MORE_LINES) * LIMIT_LINE;
	enum step step;

	self.turn++;
	for (size_t i = 0; i < JOURNAL_ASKS; i++) {
		struct ask *ask = &self.ask[(self.turn + i) % JOURNAL_ASKS];
		const bool cannot =
		    ask->form != NULL && ask->form->writes && !can_write;
		if (ask->form == NULL || (ask->waits && !cannot))
			continue;
		if (buf_most(self.up) - buf_len(self.up) < room)
			return; /* the router's reading wakes us */
		ask->until =
		    journal_files.work + (ask->goes_on ? JOURNAL_TURN : FIRST);
		step = STEP_SYNC;
		if (cannot)
			step = refuse_ask(ask, CODE_UNAVAILABLE);
		else if (ask->form->step != NULL)
			step = ask->form->step(ask);
		ask->waits = step == STEP_SYNC;
		if (step == STEP_END)
			ask->form = NULL;
	}
}

bool
journal_ask_waits(void)
{
	for (size_t i = 0; i < JOURNAL_ASKS; i++)
		if (self.ask[i].form != NULL && self.ask[i].waits)
			return true;
	return false;
}

void
journal_ask_synced(void)
{
	for (size_t i = 0; i < JOURNAL_ASKS; i++) {
		struct ask *ask = &self.ask[i];
		if (ask->form == NULL || !ask->waits)
			continue;
		if (ask->code == CODE_OK)
			(void)finish_ask(ask, 0, STR("done"));
		else
			(void)refuse_ask(ask, ask->code);
		ask->form = NULL;
	}
}
