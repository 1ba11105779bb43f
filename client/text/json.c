/* Events as lines of JSON: see json.h. */
#include "text/json.h"

#include <stdint.h>

#include "shared/text/json.h"

/*
 * Here as everywhere below, what does not fit would be dropped; there is room,
 * JSON_ROOM. Appends the time of an ID, "2026-11-20T07:33:40.104233Z" with the
 * quotes, or null if the ID is not a time.
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
		(void)BUF_CAT(to, STR("null"));
	else
		(void)BUF_CAT(to, STR("\""), time, STR("\""));
}

static void
put_member(struct buf *to, const char *key, enum arg arg, struct str text)
{
	uint64_t number = 0;

	if (key == NULL)
		return;
	(void)BUF_CAT(to, STR(",\""), str_from(key), STR("\":"));
	if (arg == ARG_COUNT || arg == ARG_STATUS || arg == ARG_MSGID) {
		/* formatted anew because JSON allows no leading zeros */
		(void)str_to_number(text, UINT64_MAX, &number);
		(void)BUF_CAT(to, DECIMAL(number));
	} else
		(void)json_string(to, text);
}

void
json_event(struct buf *to, const struct heard *heard)
{
	const struct command *event = &heard->event;
	const struct rule *rule = event->rule;

	(void)BUF_CAT(to, STR("{\"id\":"), event->arg[0], STR(",\"time\":"));
	put_time(to, event->arg[0]);
	put_member(to, "kind", ARG_NONE, heard->kind);
	for (size_t i = 1; i < event->count; i++) {
		const enum arg arg = rule->args[i];
		const char *key = heard_key(arg);
		struct str text = event->arg[i];
		if (i == grammar_causer(rule))
			key = "name";
		else if (arg == ARG_TARGET) /* where a message was deleted */
			key = str_skip(&text, STR("@")) ? "to" : "group";
		else if (grammar_is_of_item(rule) && arg == ARG_GROUP)
			key = "box";
		put_member(to, key, arg, text);
	}
	if (heard->account.at != NULL)
		put_member(to, "account", ARG_NONE, heard->account);
	(void)BUF_CAT(to, STR("}\n"));
}
