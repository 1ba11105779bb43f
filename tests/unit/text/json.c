/* client/text/json: events, valid whatever the text. */
#include "client/text/json.h"

#include "tests/lib/tap.h"

#define ID "1795160020104233"
#define HEAD "{\"id\":" ID ",\"time\":\"2026-11-20T07:33:40.104233Z\","

static char memory[JSON_ROOM];

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
	{ "set " ID " @javad status javad at \"lunch\"",
	    HEAD "\"kind\":\"set\",\"table\":\"@javad\",\"key\":\"status\","
		 "\"name\":\"javad\",\"value\":\"at \\\"lunch\\\"\"}\n" },
};

static void
writes_events(void)
{
	struct command event;
	struct heard heard;
	struct buf buf;

	for (size_t i = 0; i < COUNT(events); i++) {
		buf_init(&buf, memory, sizeof(memory));
		if (!TAP_NUM(grammar_parse(
				 str_from(events[i].line), FROM_SERVER, &event),
			CODE_OK, "%s", events[i].line))
			continue;
		(void)heard_take(&heard, &event, STR("ali"));
		json_event(&buf, &heard);
		TAP_STR(buf_str(&buf), str_from(events[i].json), "in JSON");
	}
}

/* The longest line of the server, all of it to be escaped. */
static void
has_room(void)
{
	static char line[LIMIT_LINE];
	const struct str head = STR("msg " ID " 1 javad ");
	struct command event;
	struct heard heard;
	struct buf buf;

	memcpy(line, head.at, head.len);
	memset(line + head.len, 0x01, LIMIT_TEXT);
	TAP_NUM(grammar_parse((struct str) { line, head.len + LIMIT_TEXT },
		    FROM_SERVER, &event),
	    CODE_OK, "the longest text of controls");
	buf_init(&buf, memory, sizeof(memory));
	(void)heard_take(&heard, &event, STR("ali"));
	json_event(&buf, &heard);
	TAP_STR(((struct str) { buf_str(&buf).at + buf_len(&buf) - 9, 9 }),
	    STR("\\u0001\"}\n"), "is written whole");
	TAP_OK(buf_len(&buf) > 6 * (size_t)LIMIT_TEXT, "six bytes each");
}

int
main(void)
{
	writes_events();
	has_room();
	return tap_done();
}
