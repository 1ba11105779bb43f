/* Events as lines of JSON: see json.h. */
#include "text/json.h"

#include <stdint.h>

#include "shared/date.h"
#include "shared/text/json.h"

/*
 * Appends a piece. The buffer has room by contract; otherwise the piece is
 * dropped.
 */
static void
json_put(struct buf *to, struct str piece)
{
	(void)BUF_CAT(to, piece);
}

/* The events, and the JSON names of their arguments after the ID. */
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

/*
 * Appends "2026-11-20T07:33:40.104233Z" with the quotes, or null if the ID is
 * no time.
 */
static void
put_time(struct buf *to, struct str id)
{
	char room[DATE_TEXT];
	uint64_t number;
	struct str time = { NULL, 0 };

	if (str_to_number(id, INT64_MAX, &number))
		time = date_text(number, room);
	if (time.len == 0)
		json_put(to, STR("null"));
	else
		(void)BUF_CAT(to, STR("\""), time, STR("\""));
}

/* Appends a number, formatted anew because JSON allows no leading zeros. */
static void
put_count(struct buf *to, struct str text)
{
	uint64_t number = 0;

	(void)str_to_number(text, UINT64_MAX, &number); /* it is a number */
	json_put(to, DECIMAL(number));
}

static void
put_member(struct buf *to, const char *key, enum arg arg, struct str text)
{
	(void)BUF_CAT(to, STR(",\""), str_from(key), STR("\":"));
	if (arg == ARG_COUNT)
		put_count(to, text);
	else
		(void)json_string(to, text); /* fits by contract, as in put */
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
	json_put(to, STR("}\n"));
}
