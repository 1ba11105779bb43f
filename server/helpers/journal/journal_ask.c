/*
 * Questions to the journal: see journal_ask.h. Here are those that read what
 * was said in a group or talk, or by an account, and lists.
 */
#define _GNU_SOURCE /* memmem */
#include "helpers/journal/journal_ask.h"

#include <errno.h>

#include "helpers/journal/journal_log.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/*
 * Questions at a time: those that the router asks together, and one that was
 * noted. More wait in the pipe.
 */
#define ASKS (64 + 1)

/* The most talks of an answer, and tokens that are looked at together. */
#define TALKS 500
#define TOKENS 64

/*
 * The lines by which an answer may be longer, for the tags of its last event,
 * and those that are kept free for what has no room of its own.
 */
#define MORE_LINES 8
#define FREE_LINES 4

#define TAGS STR("tags")

/* An answer ends while there is room for an event with its tags. */
#define LINES_MOST (JOURNAL_LINES - 1)

/*
 * A form of question: its word, the letters of its arguments (read_argument),
 * of which those after '?' may be missing, and its work.
 */
struct journal_form {
	struct str word;
	const char *arguments;
	enum journal_step (*step)(struct journal_ask *ask);
	bool writes;
};

static struct {
	struct journal_ask ask[ASKS];
	struct buf *up;
	size_t turn; /* the one that is worked on first */
	const struct journal_ask *lists; /* the one that lists talks; or null */
	size_t talks;
	struct talk {
		struct journal_name name;
		uint64_t id; /* of its last message */
	} talk[TALKS]; /* the most recent first */
	char text[LIMIT_LINE]; /* what is searched, in lower case */
} self;

void
journal_ask_begin(struct buf *up)
{
	/* One that is written to needs pages of its own. */
	for (size_t i = 0; i < ASKS; i++)
		if (self.ask[i].form != NULL)
			self.ask[i].form = NULL;
	self.lists = NULL;
	self.up = up;
}

void
journal_answer(struct journal_ask *ask, const struct str *words, size_t count)
{
	size_t len = sizeof("answer ") + STR_DIGITS + count;

	/* Files may have what is no text, or no line of the pipe. */
	for (size_t i = 0; i < count; len += words[i++].len)
		if (text_check(words[i], LIMIT_LINE) != CODE_OK)
			return;
	if (ask->number == 0 || len > LIMIT_LINE)
		return;
	(void)BUF_CAT(self.up, STR("answer "), DECIMAL(ask->number), STR(" "));
	(void)buf_say(self.up, words, count);
}

enum journal_step
journal_done(struct journal_ask *ask, struct str word)
{
	JOURNAL_ANSWER(ask, word);
	return JOURNAL_END;
}

enum journal_step
journal_refuse(struct journal_ask *ask, enum code code)
{
	JOURNAL_ANSWER(ask, code_word(code), code_text(code));
	return JOURNAL_END;
}

enum journal_walk
journal_walk(struct journal_ask *ask, struct str token, uint64_t id, bool back,
    journal_visit *visit)
{
	enum journal_walk walk = WALK_ON;
	struct journal_record record;
	struct journal_scan scan;

	if (ask->key != 0)
		journal_scan_resume(&scan, token, ask->key, ask->at);
	else
		journal_scan_seek(&scan, token, id);
	do
		if (!(back ? journal_scan_back(&scan, &record) :
			     journal_scan_next(&scan, &record)) ||
		    !visit(ask, &scan, &record))
			walk = WALK_OVER;
	while (walk == WALK_ON && scan.work < JOURNAL_TURN);
	if (scan.error != 0)
		walk = WALK_FAILED;
	ask->key = walk == WALK_ON ? scan.key : 0;
	ask->at = scan.at;
	journal_scan_close(&scan);
	return walk;
}

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
end_past(struct journal_ask *ask, enum journal_walk walk)
{
	if (walk == WALK_ON)
		return JOURNAL_ON;
	if (walk == WALK_FAILED)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	JOURNAL_ANSWER(ask, ask->more ? STR("more") : STR("done"),
	    DECIMAL(ask->last), DECIMAL(ask->given));
	return JOURNAL_END;
}

/* Gives an event. Its tags come before it, and with it. */
static bool
give_next(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	if ((ask->before != 0 && record->id >= ask->before) ||
	    ask->given >= ask->count)
		return false;
	ask->more = ask->lines >= LINES_MOST;
	if (ask->more)
		return false;
	if (record->id != ask->event)
		ask->event_at = record->at;
	ask->event = record->id;
	if (str_eq(record->verb, TAGS))
		return true;
	ask->last = record->id;
	if (sees(ask, record)) {
		ask->given += events_of(ask, record);
		give(ask, scan, ask->event_at,
		    record->at + record->line.len + 1);
	}
	return true;
}

static enum journal_step
forward(struct journal_ask *ask)
{
	if (ask->phase == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	if (ask->phase++ == 0)
		ask->last = ask->after;
	return end_past(ask,
	    journal_walk(ask, ask->where, ask->after + 1, false, give_next));
}

static enum journal_step
look(struct journal_ask *ask)
{
	ask->account = STR("*");
	ask->joined = ask->count = 1;
	ask->after = ask->id - 1;
	ask->before = ask->id + 1;
	return forward(ask);
}

/* Counts to the first of the last events, which is then the last one. */
static bool
count_back(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	(void)scan;
	if (record->id <= ask->after)
		return false;
	if (sees(ask, record)) {
		ask->given += events_of(ask, record);
		ask->last = record->id;
	}
	return ask->given < ask->count;
}

/* Counts back, and then, with a phase of 2, goes forward from there. */
static enum journal_step
backward(struct journal_ask *ask)
{
	const uint64_t from = ask->before == 0 ? UINT64_MAX : ask->before;
	enum journal_walk walk;

	if (ask->phase == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	if (ask->phase > 1)
		return forward(ask);
	ask->phase = 1;
	walk = journal_walk(ask, ask->where, from, true, count_back);
	if (walk == WALK_OVER && ask->given > 0) {
		ask->phase = 2;
		ask->after = ask->last = ask->last - 1;
		/* What has come meanwhile is behind them. */
		ask->count = ask->given;
		ask->given = 0;
		return forward(ask);
	}
	if (walk == WALK_OVER)
		ask->last = ask->before == 0 ?
		    journal_scan_last(ask->where, false) :
		    ask->before - 1;
	return end_past(ask, walk);
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

/* Gives an event if it has the text, going backward. */
static bool
find_next(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	const uint64_t end = record->at + record->line.len + 1;
	struct str lengths, text;
	uint64_t first;

	if (record->id <= ask->after)
		return false;
	if (!sees(ask, record))
		return true;
	text = fold(text_of(ask, record, &lengths), self.text);
	if (memmem(text.at, text.len, ask->text.at, ask->text.len) == NULL)
		return true;
	ask->last = record->id;
	ask->given += events_of(ask, record);
	journal_scan_to_tags(scan, record->id);
	first = scan->at;
	give(ask, scan, first, end);
	scan->at = first;
	ask->more = ask->lines >= LINES_MOST && ask->given < ask->count;
	ask->found = ask->lines >= LINES_MOST || ask->given >= ask->count;
	return !ask->found;
}

static enum journal_step
find(struct journal_ask *ask)
{
	enum journal_walk walk;

	if (ask->phase == 0 && !may(ask))
		return journal_refuse(ask, CODE_NOT_MEMBER);
	if (ask->phase++ == 0)
		(void)fold(ask->text,
		    ask->said + (ask->text.at - ask->said)); /* in its place */
	walk = journal_walk(ask, ask->where,
	    ask->before == 0 ? UINT64_MAX : ask->before, true, find_next);
	if (!ask->found)
		ask->last = ask->after;
	return end_past(ask, walk);
}

/* Gives what the account has said, with the group or talk first. */
static bool
export_next(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	(void)scan;
	if (record->state == '-' || !journal_record_is_said(record) ||
	    !str_caseeq(journal_record_account(record), ask->name))
		return true;
	/* The line that names the directory is one, too. */
	ask->more = ask->given >= ask->count || ask->lines >= LINES_MOST;
	if (ask->more)
		return false;
	if (!ask->found) {
		JOURNAL_ANSWER(ask, STR("where"), journal_name(&ask->on));
		ask->lines++;
	}
	ask->found = true;
	ask->last = record->id;
	ask->given++;
	answer_past(ask, record);
	return true;
}

/* Ends an answer that has gone through all tokens, if it could (errno). */
static enum journal_step
end_tokens(struct journal_ask *ask)
{
	return errno == 0 ? journal_done(ask, STR("done")) :
			    journal_refuse(ask, CODE_UNAVAILABLE);
}

static enum journal_step
export_said(struct journal_ask *ask)
{
	const uint64_t made = token_made(ask->account);
	enum journal_walk walk;

	if (ask->phase == 0)
		ask->last = ask->id;
	if (ask->key == 0 && (ask->phase > 0 || ask->on.len == 0)) {
		if (!journal_next(JOURNAL_RECORDS, &ask->on))
			return end_tokens(ask);
		ask->last = 0;
		ask->found = false;
	}
	ask->phase = 1;
	walk = journal_walk(ask, journal_name(&ask->on),
	    ask->last < made ? made : ask->last + 1, false, export_next);
	if (walk == WALK_FAILED)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (!ask->more)
		return JOURNAL_ON;
	JOURNAL_ANSWER(
	    ask, STR("more"), journal_name(&ask->on), DECIMAL(ask->last));
	return JOURNAL_END;
}

/* Puts a talk where it belongs, if it is among the most recent ones. */
static void
add_talk(const struct journal_ask *ask, struct str token)
{
	const size_t most = ask->count < TALKS ? (size_t)ask->count : TALKS;
	const uint64_t id = journal_scan_last(token, true);
	size_t at = self.talks;

	if (id <= ask->after || (ask->before != 0 && id >= ask->before))
		return;
	while (at > 0 && self.talk[at - 1].id < id)
		at--;
	if (at == most)
		return;
	self.talks += self.talks < most;
	memmove(&self.talk[at + 1], &self.talk[at],
	    (self.talks - at - 1) * sizeof(struct talk));
	journal_name_set(&self.talk[at].name, token);
	self.talk[at].id = id;
}

/* Looks at some more. Only one question at a time lists talks. */
static enum journal_step
talks(struct journal_ask *ask)
{
	struct str one, other;

	if (self.lists != NULL && self.lists != ask)
		return JOURNAL_ON;
	if (self.lists == NULL)
		self.talks = 0;
	self.lists = ask;
	for (int i = 0; i < TOKENS; i++) {
		if (!journal_next(JOURNAL_RECORDS, &ask->on))
			break;
		const struct str token = journal_name(&ask->on);
		if (token_split(token, &one, &other) ?
			str_eq(one, ask->account) ||
			    str_eq(other, ask->account) :
			journal_members_since(token, ask->account) != 0)
			add_talk(ask, token);
	}
	if (ask->on.len > 0)
		return JOURNAL_ON;
	self.lists = NULL;
	if (errno != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	for (size_t i = self.talks; i > 0; i--)
		JOURNAL_ANSWER(ask, STR("talk"),
		    journal_name(&self.talk[i - 1].name),
		    DECIMAL(self.talk[i - 1].id));
	return journal_done(ask, STR("done"));
}

static enum journal_step
replay(struct journal_ask *ask)
{
	struct journal_scan scan;
	struct str line;
	bool more =
	    journal_scan_open(&scan, journal_path(ask->where, ask->kind, 0));

	scan.at = ask->id;
	while (more && ask->lines < JOURNAL_LINES &&
	    (more = journal_scan_line(&scan, &line))) {
		JOURNAL_ANSWER(ask, STR("line"), line);
		ask->lines++;
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (!more)
		return journal_done(ask, STR("done"));
	JOURNAL_ANSWER(ask, STR("more"), DECIMAL(scan.at));
	return JOURNAL_END;
}

static enum journal_step
list(struct journal_ask *ask)
{
	for (; ask->lines < JOURNAL_LINES; ask->lines++) {
		if (!journal_next(ask->kind, &ask->on))
			return end_tokens(ask);
		JOURNAL_ANSWER(ask, STR("file"), journal_name(&ask->on));
	}
	JOURNAL_ANSWER(ask, STR("more"), journal_name(&ask->on));
	return JOURNAL_END;
}

static enum journal_step
sync_all(struct journal_ask *ask)
{
	(void)ask;
	return JOURNAL_SYNC;
}

static const struct journal_form forms[] = {
	{ LIT("forward"), "wajh<>c", forward, false },
	{ LIT("backward"), "wajh<>c", backward, false },
	{ LIT("find"), "wajh<>cx", find, false },
	{ LIT("look"), "wi", look, false },
	{ LIT("talks"), "a<>c", talks, false },
	{ LIT("export"), "anoic", export_said, false },
	{ LIT("replay"), "pwi", replay, false },
	{ LIT("list"), "p?o", list, false },
	{ LIT("erase"), "wi", journal_erase_one, true },
	{ LIT("forget"), "an>", journal_erase_account, true },
	{ LIT("delete"), "w?>", journal_erase_group, true },
	{ LIT("sync"), "", sync_all, true },
	{ LIT("letter"), "wiax", journal_letters_put, true },
	{ LIT("letters"), "w<", journal_letters_get, false },
	{ LIT("read-letters"), "wi", journal_letters_cut, true },
};

static bool
read_how(struct str word, struct journal_ask *ask)
{
	ask->only_joined = str_skip(&word, STR("joined"));
	if (!ask->only_joined && !str_skip(&word, STR("members")))
		return false;
	ask->only_said = str_skip(&word, STR(",said"));
	ask->in_lines = str_skip(&word, STR(",lines"));
	return word.len == 0;
}

/* Reads an argument; false if it is not well formed. */
static bool
read_argument(char letter, struct str *rest, struct journal_ask *ask)
{
	const struct str word = letter == 'x' ? *rest : str_word(rest);

	if (word.len == 0)
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
	case 'x': /* the rest of the line */
		ask->text = word;
		return word.len <= LIMIT_ACTOR + 1 + LIMIT_TEXT;
	case 'h':
		return read_how(word, ask);
	case 'p':
		ask->kind =
		    str_eq(word, STR("boxes")) ? JOURNAL_BOX : JOURNAL_TABLE;
		return ask->kind == JOURNAL_BOX || str_eq(word, STR("tables"));
	case 'o': /* the token to go on from; "-": from the beginning */
		if (str_eq(word, STR("-")))
			return true;
		if (!token_is_valid(word))
			return false;
		journal_name_set(&ask->on, word);
		return true;
	case 'c': /* the most events */
		return str_to_number(word, UINT64_MAX, &ask->count) &&
		    ask->count > 0;
	default:
		return str_to_number(word, UINT64_MAX - 1,
		    letter == '<'     ? &ask->after :
			letter == '>' ? &ask->before :
			letter == 'j' ? &ask->joined :
					&ask->id);
	}
}

/* Reads WHAT TEXT, which is in said. */
static bool
read_ask(struct journal_ask *ask, struct str rest)
{
	const struct str what = str_word(&rest);
	bool may_end = false;

	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_eq(what, forms[i].word))
			ask->form = &forms[i];
	if (ask->form == NULL)
		return false;
	for (const char *letter = ask->form->arguments; *letter != '\0';
	     letter++) {
		may_end = may_end || *letter == '?';
		if (may_end && rest.len == 0)
			return true;
		if (*letter != '?' && !read_argument(*letter, &rest, ask))
			return false;
	}
	return true;
}

bool
journal_ask_add(uint64_t number, struct str what)
{
	struct journal_ask *ask = NULL;

	for (size_t i = 0; i < ASKS && ask == NULL; i++)
		if (self.ask[i].form == NULL)
			ask = &self.ask[i];
	if (ask == NULL)
		return false;
	*ask = (struct journal_ask) { .number = number, .len = what.len };
	if (what.len > sizeof(ask->said))
		return true; /* no line is that long */
	if (what.len > 0)
		memcpy(ask->said, what.at, what.len);
	if (read_ask(ask, (struct str) { ask->said, ask->len }))
		return true;
	ask->form = NULL;
	JOURNAL_ANSWER(ask, code_word(CODE_UNAVAILABLE),
	    STR("the question is not well formed"));
	return number != 0;
}

bool
journal_ask_take(struct str line)
{
	uint64_t number;

	return !str_to_number(str_word(&line), UINT64_MAX, &number) ||
	    number == 0 || /* nobody could be answered */
	    journal_ask_add(number, line);
}

bool
journal_ask_work(bool can_write)
{
	const size_t room =
	    (JOURNAL_LINES + MORE_LINES + FREE_LINES) * LIMIT_LINE;
	enum journal_step step;
	bool more = false;

	self.turn++;
	for (size_t i = 0; i < ASKS; i++) {
		struct journal_ask *ask = &self.ask[(self.turn + i) % ASKS];
		const bool cannot =
		    ask->form != NULL && ask->form->writes && !can_write;
		if (ask->form == NULL ||
		    (cannot ? ask->number == 0 : ask->waits))
			continue;
		if (buf_most(self.up) - buf_len(self.up) < room)
			return false; /* the router's reading wakes us */
		step = cannot ? journal_refuse(ask, CODE_UNAVAILABLE) :
				ask->form->step(ask);
		more = more || step == JOURNAL_ON;
		ask->waits = step == JOURNAL_SYNC;
		if (step == JOURNAL_END)
			ask->form = NULL;
	}
	return more;
}

bool
journal_ask_waits(void)
{
	for (size_t i = 0; i < ASKS; i++)
		if (self.ask[i].form != NULL && self.ask[i].waits)
			return true;
	return false;
}

void
journal_ask_synced(void)
{
	for (size_t i = 0; i < ASKS; i++) {
		struct journal_ask *ask = &self.ask[i];
		if (ask->form == NULL || !ask->waits)
			continue;
		if (ask->code == CODE_OK)
			(void)journal_done(ask, STR("done"));
		else
			(void)journal_refuse(ask, ask->code);
		ask->form = NULL;
	}
}
