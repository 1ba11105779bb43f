/* Requests to the history: see past.h. */
#include "person/past.h"

#include <string.h>

#include "shared/buf.h"

struct str
past_place(const struct past_want *want)
{
	return (struct str) { want->place, want->len };
}

void
past_lost(struct past *past)
{
	if (!past->behind)
		past->since = past->newest;
	past->behind = true;
	past->count = 0;
	past->asked = false;
	past->account = false;
}

void
past_settle(struct past *past)
{
	for (size_t i = 0; i < past->count; i++)
		if (past->want[i].kind == PAST_MISSED ||
		    past->want[i].kind == PAST_TALKS)
			return;
	past->behind = false;
}

/* Returns whether the person waits for the answer. */
static bool
is_urgent(enum past_kind kind)
{
	return kind == PAST_OLDER || kind == PAST_FOUND;
}

bool
past_has(const struct past *past, enum past_kind kind, struct str place)
{
	for (size_t i = 0; i < past->count; i++)
		if (past->want[i].kind == kind && !past->want[i].stopped &&
		    str_caseeq(past_place(&past->want[i]), place))
			return true;
	return false;
}

/* Returns whether it is for what a person has said, which we have missed. */
static bool
is_talk(enum past_kind kind, struct str place)
{
	return kind == PAST_MISSED && str_begins(place, STR("@"));
}

/* Returns how many requests stay before a new one. */
static size_t
find_turn(
    const struct past *past, const struct past_want *want, struct str place)
{
	size_t at = past->asked;

	if (is_urgent(want->kind))
		return at;
	if (!is_talk(want->kind, place))
		return past->count;
	while (at < past->count &&
	    (is_urgent(past->want[at].kind) ||
		is_talk(past->want[at].kind, past_place(&past->want[at]))))
		at++;
	return at;
}

bool
past_add(struct past *past, const struct past_want *want, struct str place)
{
	const size_t at = find_turn(past, want, place);

	if (past->count == PAST_WANTS || place.len > sizeof(want->place) ||
	    past_has(past, want->kind, place))
		return false;
	memmove(&past->want[at + 1], &past->want[at],
	    (past->count - at) * sizeof(*want));
	past->count++;
	struct past_want *added = &past->want[at];
	*added = *want;
	added->len = place.len;
	if (place.len > 0)
		memcpy(added->place, place.at, place.len);
	if (added->size == 0)
		added->size = PAST_PAGE;
	return true;
}

void
past_rename(struct past *past, struct str from, struct str to)
{
	for (size_t i = 0; i < past->count; i++) {
		struct past_want *want = &past->want[i];
		if (!str_caseeq(past_place(want), from) ||
		    to.len > sizeof(want->place))
			continue;
		memcpy(want->place, to.at, to.len);
		want->len = to.len;
	}
}

static void
past_remove(struct past *past, size_t i)
{
	past->count--;
	memmove(&past->want[i], &past->want[i + 1],
	    (past->count - i) * sizeof(past->want[0]));
}

void
past_stop_search(struct past *past)
{
	for (size_t i = past->count; i-- > 0;) {
		struct past_want *want = &past->want[i];
		if (want->kind != PAST_FOUND && want->until == 0)
			continue;
		if (i == 0 && past->asked)
			want->stopped = true;
		else
			past_remove(past, i);
	}
}

/*
 * Sends "history T said last N", or "history T said HOW ID N" if it has an ID;
 * without said, if events are wanted too; with lines, if they are counted.
 */
static void
say_range(struct session *session, const struct past_want *want, bool events)
{
	const bool last = want->id == 0;
	const struct str how =
	    want->kind == PAST_MISSED ? STR("after ") : STR("before ");
	char memory[LIMIT_TOKEN];
	struct buf words;

	buf_init(&words, memory, sizeof(memory));
	(void)BUF_CAT(&words, events ? STR("") : STR("said "),
	    want->in_lines ? STR("lines ") : STR(""), last ? STR("last") : how,
	    last ? STR("") : DECIMAL(want->id)); /* it fits */
	SESSION_SAY_ITSELF(session, VERB_HISTORY, STR("history"),
	    past_place(want), buf_str(&words), DECIMAL(want->size));
}

static void
past_say(struct session *session, const struct past_want *want, bool events)
{
	switch (want->kind) {
	case PAST_FILL:
	case PAST_OLDER:
	case PAST_MISSED:
		say_range(session, want, events);
		break;
	case PAST_FOUND:
		SESSION_SAY_ITSELF(session, VERB_HISTORY, STR("history"),
		    past_place(want), STR("find"), STR("1"), DECIMAL(want->id),
		    ((struct str) { want->text, want->text_len }));
		break;
	case PAST_TALKS:
		SESSION_SAY_ITSELF(session, VERB_TALKS, STR("talks"),
		    DECIMAL(want->id), STR("0"), DECIMAL(want->size));
		break;
	case PAST_LETTER:
		break;
	}
}

void
past_ask(struct past *past, struct session *session)
{
	if (past->asked || past->count == 0 || !session_ready(session))
		return;
	past->want[0].pages++;
	past->asked = true;
	past_say(session, &past->want[0], past->events);
}

static void
note_lowest(struct past_want *want, uint64_t id)
{
	if (id != 0 && (want->lowest == 0 || id < want->lowest))
		want->lowest = id;
}

/* Takes "past LINE". A line that this client does not know is skipped. */
static enum past_news
take_past(
    struct past_want *want, const struct command *line, struct command *event)
{
	uint64_t id;

	if (grammar_parse(line->arg[0], FROM_SERVER, event) != CODE_OK ||
	    event->rule->args[0] != ARG_ID ||
	    !str_to_number(event->arg[0], INT64_MAX, &id))
		return PAST_NO_NEWS;
	note_lowest(want, id);
	return PAST_EVENT;
}

/* Returns the number that the rest begins with, and takes it off. */
static uint64_t
take_number(struct str *rest)
{
	const struct str word = rest->at != NULL ? str_word(rest) : STR("");
	uint64_t number;

	return str_to_number(word, INT64_MAX, &number) ? number : 0;
}

/*
 * Takes "ok history T COUNT LASTID". LASTID of a page before an ID is its
 * first event's, which need not be one that we were shown.
 */
static void
take_ok(struct past_want *want, const struct command *ok)
{
	struct str rest = ok->count > 1 ? ok->arg[1] : STR("");

	if (want->kind == PAST_TALKS)
		return;
	(void)str_word(&rest);
	const uint64_t count = take_number(&rest);
	const uint64_t last = take_number(&rest);
	want->more = count >= want->size;
	if (count == 0)
		return;
	note_lowest(want, last);
	if (want->kind == PAST_FILL || want->kind == PAST_OLDER)
		want->id = want->lowest;
	else
		want->id = last;
	if (want->kind == PAST_FOUND)
		want->more = true;
}

enum past_news
past_take(struct past *past, const struct session *session,
    const struct command *line, struct command *event)
{
	struct past_want *want = &past->want[0];

	if (!past->asked ||
	    (!session_awaits(session, VERB_HISTORY, true) &&
		!session_awaits(session, VERB_TALKS, true)))
		return PAST_NO_NEWS;
	switch (line->rule->verb) {
	case VERB_PAST:
		return take_past(want, line, event);
	case VERB_TALK:
		return PAST_TALK;
	case VERB_ERR:
		want->refused = true;
		want->more = false;
		return PAST_PAGE_END;
	case VERB_OK:
		take_ok(want, line);
		return PAST_PAGE_END;
	default:
		return PAST_NO_NEWS;
	}
}

void
past_end(struct past *past)
{
	past->asked = false;
	past_remove(past, 0);
}

void
past_continue(struct past *past)
{
	past->asked = false;
}
