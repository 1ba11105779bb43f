/* Questions to the journal, and their answers: see journal_ask.h. */
#include "helpers/journal/journal_ask.h"

#include <errno.h>

#include "helpers/helper.h"
#include "helpers/journal/journal_marks.h"
#include "helpers/journal/journal_past.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* So many tokens are taken from one reading of their names: a step's files. */
#define TOKENS 32

/* So many tokens are listed in a step. */
#define LISTED 8

/* So many messages that an account has missed in a talk are counted. */
#define MISSED 999

/*
 * More lines that an answer needs room for: the tags of its last event, and
 * what has no room of its own.
 */
#define MORE_LINES 13

/* Each record costs a write: a thousand are a step. */
#define BLANKING (JOURNAL_TURN / 1000)

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
	bool later; /* it is never done at once: others come first */
};

static struct {
	struct ask ask[JOURNAL_ASKS];
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
	struct journal_name found[TOKENS]; /* in their order */
	struct disk_names listed; /* of the place that "list" has come to */
} self;

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
		JOURNAL_ANSWER(ask, STR("talk"), journal_name(&talk->name),
		    DECIMAL(talk->id));
	else if ((missed = count_missed(ask, talk)) > 0)
		/* 0 is the ID of nothing. */
		JOURNAL_ANSWER(ask, STR("talk"), journal_name(&talk->name),
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
		return journal_step_go_on(ask, STR("later"));
	if (!is_lister)
		self.marks = self.talks = 0;
	self.lister = ask->at = ask->number;
	more = journal_scan_open(&scan, ask->account, JOURNAL_READ);
	scan.at = self.marks;
	while (more && !journal_step_is_enough(ask))
		if ((more = journal_mark_next(&scan, &target, &mark)))
			look_at_talk(ask, target, &mark);
	self.marks = scan.at;
	journal_scan_close(&scan);
	while (!more && self.talks > 0 && ask->lines < JOURNAL_ASK_LINES &&
	    !journal_step_is_enough(ask))
		tell_talk(ask);
	if (scan.error == 0 && (more || self.talks > 0))
		return journal_step_go_on(ask, STR("next"));
	self.lister = 0;
	return journal_step_end(ask, scan.error);
}

/* Tells what the account has read of a group or talk. */
static enum step
tell_mark(struct ask *ask)
{
	struct journal_mark mark;

	if (!journal_mark_find(ask->account, ask->where, &mark))
		return journal_step_refuse(ask, CODE_UNAVAILABLE);
	JOURNAL_ANSWER(ask, STR("done"), DECIMAL(mark.read));
	return STEP_END;
}

static enum step
replay(struct ask *ask)
{
	struct journal_scan scan;
	struct str line;
	bool more = journal_scan_open(&scan, ask->where,
	    str_eq(ask->form->word, STR("box")) ? JOURNAL_BOX : JOURNAL_TABLE);

	scan.at = ask->at;
	while (more && ask->lines < JOURNAL_ASK_LINES &&
	    (more = journal_scan_line(&scan, &line))) {
		JOURNAL_ANSWER(ask, STR("line"), line);
		ask->lines++;
	}
	ask->at = scan.at;
	journal_scan_close(&scan);
	return more ? journal_step_go_on(ask, STR("later")) :
		      journal_step_end(ask, scan.error);
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
 * Finds the tokens with records that come first from that one on, in the order
 * of their bytes, TOKENS at most. Returns how many; -1 with errno.
 */
static int
find_tokens(struct str from)
{
	struct journal_name *found = self.found;
	struct disk_names names;
	struct str token;
	int count = 0, at;

	journal_list(&names, JOURNAL_RECORDS);
	while (journal_next(&names, &token)) {
		if (compare_tokens(token, from) < 0)
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
 * Tells of a token; "idle" is a group that nobody has registered if it has no
 * records, or was ever closed.
 */
static void
tell_token(struct ask *ask, enum journal_kind place, struct str token)
{
	struct journal_sum sum = { .files = 1 };

	if (place == JOURNAL_RECORDS && token_made(token) == 0)
		sum = journal_look(token, 0);
	if (sum.error == 0 && (sum.closed || sum.files == 0))
		JOURNAL_ANSWER(ask, STR("file"), token, STR("idle"));
	else
		JOURNAL_ANSWER(ask, STR("file"), token);
	ask->lines++;
}

/*
 * Lists the tokens of all places; few in a step, as each of them may have to be
 * removed before the next. Another journal begins with a place anew.
 */
static enum step
list_stored(struct ask *ask)
{
	struct str token;

	if (!ask->goes_on)
		disk_names_close(&self.listed);
	while (ask->lines < LISTED) {
		if (self.listed.fd == -1)
			journal_list(&self.listed, (enum journal_kind)ask->at);
		if (journal_next(&self.listed, &token))
			tell_token(ask, (enum journal_kind)ask->at, token);
		else if (self.listed.error != 0 || ++ask->at == JOURNAL_PLACES)
			return journal_step_end(ask, self.listed.error);
	}
	return journal_step_go_on(ask, STR("later"));
}

/* Overwrites a record and its tags by "ID - ---...", and moves behind it. */
static void
blank(struct journal_scan *scan, const struct journal_record *event)
{
	const uint64_t behind = event->at + event->line.len + 1;
	struct journal_record record;
	char text[2 * LIMIT_LINE]; /* no record is longer */

	memset(text, '-', sizeof(text));
	text[1] = ' ';
	journal_scan_to_tags(scan, event);
	/* After an error it may have more tags. */
	while (scan->error == 0 && scan->at < behind &&
	    journal_scan_read(scan, JOURNAL_FORTH, &record))
		if (!journal_store_over(scan->fd, record.at + LIMIT_ID + 1,
			(struct str) { text, record.line.len - LIMIT_ID - 1 }))
			scan->error = errno;
	journal_files.work += BLANKING;
}

/* Erases a record if the question wants it. */
static enum step
erase_next(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record)
{
	struct str rest = record->rest;

	if (ask->before != 0 && record->id >= ask->before)
		return STEP_OVER;
	if (record->state == '-' ||
	    (ask->name.len > 0 &&
		!str_caseeq(grammar_account_of(str_word(&rest)), ask->name)))
		return STEP_ON;
	ask->counted++;
	blank(scan, record);
	return scan->error == 0 ? STEP_ON : STEP_OVER;
}

/* Erases what was said from one ID on, and before another. */
static enum step
erase(struct ask *ask)
{
	const enum step step = journal_step_walk(ask, ask->where,
	    ask->goes_on ? ask->at + 1 : ask->id, JOURNAL_FORTH, erase_next);

	if (step == STEP_ON)
		return journal_step_go_on(ask, STR("later"));
	if (step != STEP_OVER)
		return step;
	if (ask->id != 0 && ask->counted == 0)
		ask->code = CODE_NO_SUCH_MESSAGE;
	return STEP_SYNC;
}

/* Erases what an account has said, one token after the other. */
static enum step
erase_account(struct ask *ask)
{
	const int count = find_tokens(ask->on);
	enum step step = STEP_OVER;

	for (int i = 0; step == STEP_OVER && i < count; i++) {
		const struct str token = journal_name(&self.found[i]);
		if (!str_eq(token, ask->on))
			ask->at = 0;
		ask->on = token;
		step = journal_step_walk(ask, token,
		    usec_later(ask->at + 1, token_made(ask->account)),
		    JOURNAL_FORTH, erase_next);
		if (step == STEP_OVER && journal_step_is_enough(ask))
			step = STEP_ON;
	}
	if (step == STEP_ON || (step == STEP_OVER && count == TOKENS))
		return journal_step_go_on(ask, STR("later"));
	if (count == -1)
		return journal_step_refuse(ask, CODE_UNAVAILABLE);
	return step == STEP_OVER ? STEP_SYNC : step;
}

static const struct form forms[] = {
	{ LIT("forward"), "wabjh<>c", journal_past, journal_past_next, false,
	    false },
	{ LIT("backward"), "wabjh<>c", journal_past, journal_past_count, false,
	    false },
	{ LIT("find"), "wabjh<>cx", journal_past, journal_past_find, false,
	    true },
	{ LIT("talks"), "ah<>c", talks, NULL, false, false },
	{ LIT("mark"), "aw", tell_mark, NULL, false, false },
	{ LIT("table"), "w", replay, NULL, false, false },
	{ LIT("box"), "w", replay, NULL, false, false },
	{ LIT("list"), "", list_stored, NULL, false, false },
	{ LIT("erase"), "wi>", erase, NULL, true, false },
	{ LIT("forget"), "an>", erase_account, NULL, true, true },
	{ LIT("sync"), "", NULL, NULL, true, false },
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
	ask->visit = ask->form->visit;
	for (const char *letter = ask->form->arguments; *letter != '\0';
	     letter++)
		if (!read_argument(*letter, &rest, ask))
			return false;
	return true;
}

void
journal_ask_begin(void)
{
	self.listed.fd = -1;
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
	JOURNAL_ANSWER(ask, code_word(CODE_UNAVAILABLE),
	    STR("the question is not well formed"));
	return true;
}

void
journal_ask_work(bool can_write)
{
	const size_t room = (JOURNAL_ASK_LINES + MORE_LINES) * LIMIT_LINE;
	enum step step;

	self.turn++;
	for (size_t i = 0; i < JOURNAL_ASKS; i++) {
		struct ask *ask = &self.ask[(self.turn + i) % JOURNAL_ASKS];
		const bool cannot =
		    ask->form != NULL && ask->form->writes && !can_write;
		if (ask->form == NULL || (ask->waits && !cannot))
			continue;
		if (!helper_has_room(room))
			return; /* the router's reading wakes us */
		ask->until = journal_files.work +
		    (ask->goes_on ? JOURNAL_TURN : JOURNAL_ASK_FIRST);
		step = STEP_SYNC;
		if (cannot)
			step = journal_step_refuse(ask, CODE_UNAVAILABLE);
		else if (ask->form->later && !ask->goes_on)
			step = journal_step_go_on(ask, STR("later"));
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
			(void)journal_step_end(ask, 0);
		else
			(void)journal_step_refuse(ask, ask->code);
		ask->form = NULL;
	}
}
