/* The lines of the past: see past_line.h. */
#include "router/history/past_line.h"

#include <string.h>

#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/message_lines.h"

#define PAST STR("past")

/* In the arena, like everything that clients have said. */
static struct {
	char *room; /* for a line */
} past_lines;

/* Where the words of a record stand in the server's line. */
enum shape {
	NOWHERE, /* there is no such record */
	AS_IT_IS, /* VERB ID WHERE REST */
	OF_CLIENT, /* VERB ID REST: the event names no group */
	ALONE, /* VERB REST */
	TO_FIRST, /* VERB ID @TO ACTOR TEXT, of REST "ACTOR @TO TEXT" */
	LINES, /* VERB ID WHERE ACTOR N [MAP], of REST "ACTOR LENGTHS TEXT" */
	LINES_TO_FIRST, /* the same of REST "ACTOR @TO LENGTHS TEXT" */
	TO_OTHER /* VERB ID @OTHER REST */
};

static const struct layout {
	struct str word;
	enum shape in_group;
	enum shape in_talk;
	bool is_message;
} layouts[] = {
	{ LIT("msg"), AS_IT_IS, NOWHERE, true },
	{ LIT("note"), AS_IT_IS, TO_FIRST, true },
	{ LIT("lines"), LINES, LINES_TO_FIRST, true },
	{ LIT("signal"), AS_IT_IS, TO_FIRST, true },
	{ LIT("tell"), NOWHERE, OF_CLIENT, true },
	{ LIT("topic"), AS_IT_IS, NOWHERE, false },
	{ LIT("join"), AS_IT_IS, NOWHERE, false },
	{ LIT("leave"), AS_IT_IS, NOWHERE, false },
	{ LIT("kick"), AS_IT_IS, NOWHERE, false },
	{ LIT("mode"), AS_IT_IS, NOWHERE, false },
	{ LIT("quit"), OF_CLIENT, NOWHERE, false },
	{ LIT("name"), OF_CLIENT, NOWHERE, false },
	{ LIT("redact"), AS_IT_IS, TO_OTHER, false },
	{ LIT("tags"), ALONE, ALONE, false },
	{ LIT("gap"), ALONE, NOWHERE, false },
};

static bool
is_talk(struct str to)
{
	return to.len > 0 && to.at[0] == '@';
}

/* Adds the head of a message of several lines, and notes its lines. */
static bool
cat_lines(struct buf *line, enum shape shape, struct past_line *past)
{
	struct str rest = past->rest;
	const struct str actor = str_word(&rest);
	const struct str to =
	    shape == LINES ? past->place.name : str_word(&rest);
	struct str map;
	char room[LIMIT_LINES];

	past->lengths = str_word(&rest);
	past->text = rest;
	if (is_talk(to) != (shape == LINES_TO_FIRST) ||
	    message_lines_check(past->lengths, past->text) != CODE_OK)
		return false;
	past->texts = (uint32_t)message_lines_map(past->lengths, room, &map);
	return BUF_CAT(line, STR(" "), past->id, STR(" "), to, STR(" "), actor,
	    STR(" "), DECIMAL(past->texts), map.len > 0 ? STR(" ") : STR(""),
	    map);
}

/* Adds the words of a shape, each with a space before it. */
static bool
cat_shaped(struct buf *line, enum shape shape, struct past_line *past)
{
	const struct str space = past->rest.len > 0 ? STR(" ") : STR("");
	struct str rest = past->rest;
	struct str actor, other;

	switch (shape) {
	case AS_IT_IS:
		return BUF_CAT(line, STR(" "), past->id, STR(" "),
		    past->place.name, space, rest);
	case OF_CLIENT:
		return BUF_CAT(line, STR(" "), past->id, space, rest);
	case ALONE:
		return BUF_CAT(line, space, rest);
	case TO_FIRST:
		actor = str_word(&rest);
		other = str_word(&rest);
		return is_talk(other) &&
		    BUF_CAT(line, STR(" "), past->id, STR(" "), other, STR(" "),
			actor, rest.len > 0 ? STR(" ") : STR(""), rest);
	case LINES:
	case LINES_TO_FIRST:
		return cat_lines(line, shape, past);
	case TO_OTHER:
		return BUF_CAT(line, STR(" "), past->id, STR(" @"),
		    past->place.name, STR(" "), rest);
	default:
		return false;
	}
}

/* Makes the server's line of the record, and has the grammar check it. */
static bool
make_line(const struct layout *layout, struct past_line *past)
{
	const enum shape shape =
	    past->place.is_talk ? layout->in_talk : layout->in_group;
	struct buf line;

	buf_init(&line, past_lines.room, LIMIT_LINE);
	return BUF_CAT(&line, past->word) && cat_shaped(&line, shape, past) &&
	    grammar_parse(buf_str(&line), FROM_SERVER, &past->event) == CODE_OK;
}

bool
past_line_read(struct str text, struct past_place place, struct past_line *past)
{
	const struct layout *layout = NULL;

	*past = (struct past_line) { .place = place, .id = str_word(&text) };
	past->word = str_word(&text);
	past->rest = text;
	if (past->word.len == 0 || past->id.len > LIMIT_ID ||
	    !str_to_number(past->id, UINT64_MAX, &past->number) ||
	    past->number == 0)
		return false;
	for (size_t i = 0; i < COUNT(layouts); i++)
		if (str_eq(layouts[i].word, past->word))
			layout = &layouts[i];
	past->is_event =
	    !str_eq(past->word, STR("gap")) && !str_eq(past->word, STR("tags"));
	past->is_known = layout != NULL;
	past->is_message = past->is_known && layout->is_message;
	return layout == NULL || make_line(layout, past);
}

bool
past_line_is_by(const struct past_line *past, uint32_t who)
{
	const size_t causer = grammar_causer(past->event.rule);
	const struct str actor = past->event.arg[causer];
	const struct str account = grammar_account_of(actor);
	const uint64_t since = clients_get(who)->named_since;

	if (!str_eq(account, STR("*")))
		return account.len > 0 &&
		    str_caseeq(account, clients_account(who)) &&
		    account_names_facts(account).made <= past->number;
	/* Whether it has had the name, without a break, since before that. */
	return str_caseeq(grammar_name_of(actor), clients_name(who)) &&
	    since != 0 && since < past->number;
}

/* Sends "past" and the words of a line of the server. */
static void
tell_words(uint32_t who, const struct command *line)
{
	struct str words[2 + GRAMMAR_ARGS] = { PAST, line->rule->word };
	size_t count = 2;

	for (size_t i = 0; i < line->count; i++)
		words[count++] = line->arg[i];
	fanout_client(who, (struct words) { words, count });
}

/* Sends a note in short form, as a message. */
static void
tell_note(uint32_t who, const struct command *event)
{
	const struct str to = event->arg[1], text = event->arg[3];
	const struct str name = grammar_name_of(event->arg[2]);

	if (!is_talk(to))
		fanout_client(who,
		    WORDS(PAST, STR("msg"), event->arg[0], to, name, text));
	else
		fanout_client(who,
		    WORDS(PAST, STR("tell"), event->arg[0], name,
			(struct str) { to.at + 1, to.len - 1 }, text));
}

/*
 * Sends an event in short form: with the names of clients only, and a join
 * without a real name.
 */
static void
tell_brief(uint32_t who, const struct command *event)
{
	struct command brief = *event;

	switch (event->rule->verb) {
	case VERB_TAGS:
	case VERB_SIGNAL:
		return;
	case VERB_MODE:
		if (memchr(brief.arg[3].at, 'H', brief.arg[3].len) == NULL)
			return;
		brief.arg[3] =
		    brief.arg[3].at[0] == '+' ? STR("+H") : STR("-H");
		brief.count = 4;
		break;
	case VERB_NOTE:
		tell_note(who, event);
		return;
	case VERB_JOIN:
		brief.count = 3;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < brief.count; i++)
		if (event->rule->args[i] == ARG_ACTOR)
			brief.arg[i] = grammar_name_of(event->arg[i]);
	tell_words(who, &brief);
}

/* Sends the lines of the message, if it has several: after their head. */
static void
tell_lines(uint32_t who, const struct past_line *past, bool full)
{
	const struct command *head = &past->event;
	const struct str id = head->arg[0];
	const struct str actor =
	    full ? head->arg[2] : grammar_name_of(head->arg[2]);
	struct str lengths = past->lengths, text = past->text;
	struct str to = head->arg[1];
	const bool is_tell = str_skip(&to, STR("@"));
	struct message_line line;

	while (message_lines_next(&lengths, &text, &line))
		if (line.text.len > 0)
			fanout_client(who,
			    is_tell ? WORDS(PAST, STR("tell"), id, actor, to,
					  line.text) :
				      WORDS(PAST, STR("msg"), id, to, actor,
					  line.text));
}

void
past_line_tell(uint32_t who, const struct past_line *past)
{
	const bool is_full = clients_wants_full(who);

	if (!past->is_known)
		return;
	if (is_full)
		tell_words(who, &past->event);
	else
		tell_brief(who, &past->event);
	if (past->event.rule->verb == VERB_LINES)
		tell_lines(who, past, is_full);
}

MODULE(past_lines) = { TABLES(TABLE(past_lines.room, LIMIT_LINE)) };
