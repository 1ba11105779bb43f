/* client/text/json: events, valid whatever the text. */
#include "client/text/json.h"

#include "tests/lib/must.h"

#define ID "1795160020104233"
#define HEAD "{\"id\":" ID ",\"time\":\"2026-11-20T07:33:40.104233Z\","

static const struct {
	const char *line;
	const char *json;
} events[] = {
	{ "note " ID " @ali javad!j@host!jay!B hello",
	    HEAD "\"kind\":\"note\",\"name\":\"javad\",\"to\":\"ali\","
		 "\"text\":\"hello\",\"account\":\"jay\"}\n" },
	{ "join " ID " 1 javad Javad of Shiraz",
	    HEAD "\"kind\":\"join\",\"group\":\"1\",\"name\":\"javad\"}\n" },
	{ "done " ID " jobs ali!a@host!*!- 007",
	    HEAD "\"kind\":\"done\",\"box\":\"jobs\",\"name\":\"ali\","
		 "\"status\":7}\n" },
	{ "reply " ID " jobs ali!a@host!al!- 5",
	    HEAD "\"kind\":\"reply\",\"box\":\"jobs\",\"name\":\"ali\","
		 "\"text\":\"5\",\"account\":\"al\"}\n" },
	{ "redact " ID " 1 javad!j@host!jay!- 1795160020104000 \"spam\"",
	    HEAD "\"kind\":\"redact\",\"group\":\"1\",\"name\":\"javad\","
		 "\"msgid\":1795160020104000,\"text\":\"\\\"spam\\\"\","
		 "\"account\":\"jay\"}\n" },
	{ "set " ID " tea status javad at \"lunch\"",
	    HEAD "\"kind\":\"set\",\"table\":\"tea\",\"key\":\"status\","
		 "\"name\":\"javad\",\"value\":\"at \\\"lunch\\\"\"}\n" },
};

/* Returns the event of a line as JSON, which lasts until the next one. */
static struct str
written(struct str line)
{
	static char memory[JSON_ROOM];
	struct command event;
	struct heard heard;
	struct buf buf;

	MUST(grammar_parse(line, FROM_SERVER, &event) == CODE_OK, "%.*s",
	    (int)line.len, line.at);
	buf_init(&buf, memory, sizeof(memory));
	(void)heard_take(&heard, &event, STR("ali"));
	json_event(&buf, &heard);
	return buf_str(&buf);
}

/* The longest line of the server, all of it to be escaped. */
static void
has_room(void)
{
	static char line[LIMIT_LINE];
	const struct str head = STR("msg " ID " 1 javad ");

	memcpy(line, head.at, head.len);
	memset(line + head.len, 0x01, LIMIT_TEXT);
	const struct str json =
	    written((struct str) { line, head.len + LIMIT_TEXT });
	TAP_STR(((struct str) { json.at + json.len - 9, 9 }),
	    STR("\\u0001\"}\n"), "is written whole");
	TAP_OK(json.len > 6 * (size_t)LIMIT_TEXT, "six bytes each");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(events); i++)
		TAP_STR(written(str_from(events[i].line)),
		    str_from(events[i].json), "%s", events[i].line);
	has_room();
	return tap_done();
}
