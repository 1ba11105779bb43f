/* Questions to the journal: see journal_ask.h. */
#include "helpers/journal/journal_ask.h"

#include "helpers/journal/journal_log.h"
#include "shared/names.h"

/* Questions at a time; more wait in the pipe. */
#define ASKS 64

/* The most talks of an answer, and tokens that are looked at together. */
#define TALKS 500
#define TOKENS 64

/* The lines by which an answer may be longer, for the tags of its last event.
 */
#define TAGS 8

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
	struct journal_ask *ask; /* ASKS */
	struct buf *up;
	size_t turn; /* the one that is worked on first */
	const struct journal_ask *lists; /* the one that lists talks; or null */
	size_t talks;
	struct talk {
		struct journal_name name;
		uint64_t id; /* of its last message */
	} talk[TALKS]; /* the most recent first */
} self;

bool
journal_ask_init(struct buf *up)
{
	self.ask = journal_map(self.ask, ASKS * sizeof(struct journal_ask));
	self.up = up;
	self.lists = NULL;
	return self.ask != NULL;
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
journal_refuse(struct journal_ask *ask, enum code code)
{
	return JOURNAL_DONE(ask, code_word(code), code_text(code));
}

struct str
journal_ask_on(const struct journal_ask *ask)
{
	return (struct str) { ask->on, ask->on_len };
}

void
journal_ask_move(struct journal_ask *ask, struct str token)
{
	ask->on_len = token.len;
	memcpy(ask->on, token.at, token.len);
}

bool
journal_ask_next(struct journal_ask *ask, enum journal_kind place)
{
	journal_ask_move(ask, journal_next(place, journal_ask_on(ask)));
	return ask->on_len > 0;
}

void
journal_ask_enter(const struct journal_ask *ask, struct journal_scan *scan,
    struct str token, uint64_t id)
{
	if (ask->key != 0)
		journal_scan_resume(scan, token, ask->key, ask->at);
	else
		journal_scan_seek(scan, token, id);
}

void
journal_ask_leave(struct journal_ask *ask, struct journal_scan *scan)
{
	ask->key = scan->key;
	ask->at = scan->at;
	journal_scan_close(scan);
}

/* Finds the last message of a group or talk; 0: there is none. */
static uint64_t
last_said(struct str token)
{
	struct journal_record record;
	struct journal_scan scan;
	uint64_t id = 0;

	journal_scan_seek(&scan, token, UINT64_MAX);
	scan.most = JOURNAL_GLANCE;
	while (id == 0 && journal_scan_back(&scan, &record))
		if (record.state != '-' && journal_record_is_said(&record))
			id = record.id;
	journal_scan_close(&scan);
	return id;
}

/* Puts a talk where it belongs, if it is among the most recent ones. */
static void
add_talk(const struct journal_ask *ask, struct str token)
{
	const size_t most = ask->count < TALKS ? (size_t)ask->count : TALKS;
	const uint64_t id = last_said(token);
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
list_talks(struct journal_ask *ask)
{
	struct str one, other;

	if (self.lists != NULL && self.lists != ask)
		return JOURNAL_ON;
	if (self.lists == NULL)
		self.talks = 0;
	self.lists = ask;
	for (int i = 0; i < TOKENS; i++) {
		if (!journal_ask_next(ask, JOURNAL_RECORDS))
			break;
		const struct str token = journal_ask_on(ask);
		if (token_split(token, &one, &other) ?
			str_eq(one, ask->account) ||
			    str_eq(other, ask->account) :
			journal_members_since(token, ask->account) != 0)
			add_talk(ask, token);
	}
	if (ask->on_len > 0)
		return JOURNAL_ON;
	for (size_t i = self.talks; i > 0; i--)
		JOURNAL_ANSWER(ask, STR("talk"),
		    journal_name(&self.talk[i - 1].name),
		    DECIMAL(self.talk[i - 1].id));
	self.lists = NULL;
	return JOURNAL_DONE(ask, STR("done"));
}

static enum journal_step
list_replay(struct journal_ask *ask)
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
	return more ? JOURNAL_DONE(ask, STR("more"), DECIMAL(scan.at)) :
		      JOURNAL_DONE(ask, STR("done"));
}

static enum journal_step
list_tokens(struct journal_ask *ask)
{
	for (; ask->lines < JOURNAL_LINES; ask->lines++) {
		if (!journal_ask_next(ask, ask->kind))
			return JOURNAL_DONE(ask, STR("done"));
		JOURNAL_ANSWER(ask, STR("file"), journal_ask_on(ask));
	}
	return JOURNAL_DONE(ask, STR("more"), journal_ask_on(ask));
}

static enum journal_step
list_sync(struct journal_ask *ask)
{
	return ask->phase++ == 0 ? JOURNAL_SYNC :
				   JOURNAL_DONE(ask, STR("done"));
}

static const struct journal_form forms[] = {
	{ LIT("forward"), "wajh<>c", journal_past_forward, false },
	{ LIT("backward"), "wajh<>c", journal_past_backward, false },
	{ LIT("find"), "wajh<>cx", journal_past_find, false },
	{ LIT("look"), "wi", journal_past_look, false },
	{ LIT("talks"), "a<>c", list_talks, false },
	{ LIT("export"), "anoic", journal_past_export, false },
	{ LIT("replay"), "pwi", list_replay, false },
	{ LIT("list"), "p?o", list_tokens, false },
	{ LIT("erase"), "wi", journal_erase_one, true },
	{ LIT("forget"), "an>", journal_erase_account, true },
	{ LIT("delete"), "w?>", journal_erase_group, true },
	{ LIT("sync"), "", list_sync, true },
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

/* Reads the place to go on from: a token, or "-" for the beginning. */
static bool
read_on(struct str word, struct journal_ask *ask)
{
	if (str_eq(word, STR("-")))
		return true;
	ask->on_len = word.len;
	if (!token_is_valid(word))
		return false;
	memcpy(ask->on, word.at, word.len);
	return true;
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
	case 'o':
		return read_on(word, ask);
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

static bool
begin(uint64_t number, struct str what)
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
	return true;
}

bool
journal_ask_take(struct str line)
{
	uint64_t number;

	if (!str_to_number(str_word(&line), UINT64_MAX, &number))
		return true; /* nobody could be answered */
	return begin(number, line);
}

void
journal_ask_begin(struct str what)
{
	(void)begin(0, what); /* there is place for it, or the next journal's */
}

static bool
has_room(void)
{
	return buf_most(self.up) - buf_len(self.up) >=
	    (JOURNAL_LINES + TAGS) * LIMIT_LINE;
}

/* Returns whether the question has to wait. What nobody has asked can. */
static bool
has_to_wait(const struct journal_ask *ask, bool can_write)
{
	return ask->form == NULL ||
	    (can_write || !ask->form->writes ? ask->waits : ask->number == 0);
}

bool
journal_ask_work(bool can_write)
{
	bool more = false;

	self.turn++;
	for (size_t i = 0; i < ASKS; i++) {
		struct journal_ask *ask = &self.ask[(self.turn + i) % ASKS];
		if (has_to_wait(ask, can_write))
			continue;
		if (!has_room())
			return false; /* the router's reading wakes us */
		switch (ask->form->writes && !can_write ?
			journal_refuse(ask, CODE_UNAVAILABLE) :
			ask->form->step(ask)) {
		case JOURNAL_ON:
			more = true;
			break;
		case JOURNAL_SYNC:
			ask->waits = true;
			break;
		case JOURNAL_END:
			ask->form = NULL;
			break;
		}
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
	for (size_t i = 0; i < ASKS; i++)
		self.ask[i].waits = false;
}
