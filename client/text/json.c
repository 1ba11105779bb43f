/* Events as lines of JSON: see json.h. */
#include "text/json.h"

#include <stdint.h>
#include <stdio.h>

#include "shared/date.h"
#include "shared/utf8.h"

#define ESCAPE_SIZE sizeof("\\u0000")

/* The buffer has room for all by contract; if not, a piece is left out. */
static void
put(struct buf *to, struct str piece)
{
	(void)BUF_CAT(to, piece);
}

/* What ends a line for some readers of JSON, though not for JSON itself. */
static bool
needs_number(uint32_t c)
{
	return c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029;
}

/* The first character of the text, and in *len how long it is there. */
static struct str
escape(struct str text, size_t *len, char room[ESCAPE_SIZE])
{
	uint32_t c;

	*len = utf8_decode(text.at, text.len, &c);
	if (*len == 0) {
		*len = 1;
		return STR("\\ufffd");
	}
	if (c == '"')
		return STR("\\\"");
	if (c == '\\')
		return STR("\\\\");
	if (c == '\t')
		return STR("\\t");
	if (!needs_number(c))
		return (struct str) { text.at, *len };
	(void)snprintf(room, ESCAPE_SIZE, "\\u%04x", (unsigned)c & 0xffff);
	return str_from(room);
}

void
json_string(struct buf *to, struct str text)
{
	char room[ESCAPE_SIZE];
	size_t len;

	put(to, STR("\""));
	while (text.len > 0) {
		put(to, escape(text, &len, room));
		text.at += len;
		text.len -= len;
	}
	put(to, STR("\""));
}

/* The events, and how their arguments behind the ID are called. */
static const struct form {
	enum verb verb;
	const char *keys[GRAMMAR_ARGS];
} forms[] = {
	{ VERB_MSG, { "group", "name", "text" } },
	{ VERB_TELL, { "name", "to", "text" } },
	{ VERB_TOPIC, { "group", "name", "text" } },
	{ VERB_JOIN, { "group", "name" } },
	{ VERB_LEAVE, { "group", "name", "text" } },
	{ VERB_QUIT, { "name", "text" } },
	{ VERB_NAME, { "name", "to" } },
	{ VERB_KICK, { "group", "name", "to", "text" } },
	{ VERB_INVITE, { "group", "name", "to" } },
	{ VERB_SET, { "table", "key", "name", "value" } },
	{ VERB_CUT, { "table", "key", "name" } },
	{ VERB_ITEM, { "box", "name", "count", "text" } },
};

static const struct form *
find_form(enum verb verb)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i].verb == verb)
			return &forms[i];
	return NULL;
}

/* "2026-11-20T07:33:40.104233Z" in quotes, or null for what is no time. */
static void
put_time(struct buf *to, struct str id)
{
	char room[DATE_TEXT];
	uint64_t number;
	struct str time = { NULL, 0 };

	if (str_to_number(id, INT64_MAX, &number))
		time = date_text(number, room);
	if (time.len == 0)
		put(to, STR("null"));
	else
		(void)BUF_CAT(to, STR("\""), time, STR("\""));
}

/* A number is written anew: JSON has none that begins with a 0 too many. */
static void
put_count(struct buf *to, struct str text)
{
	char digits[STR_DIGITS];
	uint64_t number = 0;

	(void)str_to_number(text, UINT64_MAX, &number); /* it is one */
	put(to, str_number(number, digits));
}

static void
put_member(struct buf *to, const char *key, enum arg arg, struct str text)
{
	(void)BUF_CAT(to, STR(",\""), str_from(key), STR("\":"));
	if (arg == ARG_COUNT)
		put_count(to, text);
	else
		json_string(to, text);
}

void
json_event(struct buf *to, const struct command *event)
{
	const struct form *form = find_form(event->rule->verb);

	(void)BUF_CAT(to, STR("{\"id\":"), event->arg[0], STR(",\"time\":"));
	put_time(to, event->arg[0]);
	put_member(to, "kind", ARG_NONE, event->rule->word);
	for (size_t i = 1; form != NULL && i < event->count; i++)
		put_member(
		    to, form->keys[i - 1], event->rule->args[i], event->arg[i]);
	put(to, STR("}\n"));
}
