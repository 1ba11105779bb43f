/* Events as lines of JSON: see json.h. */
#include "text/json.h"

#include <stdint.h>

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

/* The JSON names of the arguments; null: not written. */
static const char *const keys[ARG_REST + 1] = {
	[ARG_GROUP] = "group",
	[ARG_AUDIENCE] = "group",
	[ARG_MSGID] = "msgid",
	[ARG_NAME] = "to",
	[ARG_ANYONE] = "to",
	[ARG_ACTOR] = "to",
	[ARG_TEXT] = "text",
	[ARG_TOPIC] = "text",
	[ARG_REST] = "text",
	[ARG_COUNT] = "count",
	[ARG_STATUS] = "status",
	[ARG_TABLE] = "table",
	[ARG_KEY] = "key",
	[ARG_VALUE] = "value",
};

static const char *
key_of(const struct rule *rule, size_t which)
{
	if (which == grammar_causer(rule))
		return "name";
	if (grammar_is_of_item(rule) && rule->args[which] == ARG_GROUP)
		return "box";
	return keys[rule->args[which]];
}

/*
 * Appends the time of an ID, "2026-11-20T07:33:40.104233Z" with the quotes, or
 * null if the ID is not a time.
 */
static void
put_time(struct buf *to, struct str id)
{
	char room[DATE_TEXT];
	uint64_t number;
	struct str time = { NULL, 0 };

	if (str_to_number(id, INT64_MAX, &number))
		time = str_date(number, room);
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
	if (key == NULL)
		return;
	(void)BUF_CAT(to, STR(",\""), str_from(key), STR("\":"));
	if (arg == ARG_COUNT || arg == ARG_STATUS || arg == ARG_MSGID)
		put_count(to, text);
	else
		(void)json_string(to, text); /* there is room: JSON_ROOM */
}

/* Appends where a message was deleted: a group, or "@NAME". */
static void
put_place(struct buf *to, struct str place)
{
	if (str_skip(&place, STR("@")))
		put_member(to, "to", ARG_NAME, place);
	else
		put_member(to, "group", ARG_GROUP, place);
}

void
json_event(struct buf *to, const struct heard *heard)
{
	const struct command *event = &heard->event;
	const struct rule *rule = event->rule;

	(void)BUF_CAT(to, STR("{\"id\":"), event->arg[0], STR(",\"time\":"));
	put_time(to, event->arg[0]);
	put_member(to, "kind", ARG_NONE, heard->kind);
	for (size_t i = 1; i < event->count; i++)
		if (rule->args[i] == ARG_TARGET)
			put_place(to, event->arg[i]);
		else
			put_member(
			    to, key_of(rule, i), rule->args[i], event->arg[i]);
	if (heard->account.at != NULL)
		put_member(to, "account", ARG_NONE, heard->account);
	json_put(to, STR("}\n"));
}
