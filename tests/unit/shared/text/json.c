/*
 * shared/text/json: strings, valid whatever the text, and never more of one
 * than there is room for.
 */
#include "shared/text/json.h"

#include "tests/lib/must.h"

static char memory[256];

static const struct {
	struct str text;
	const char *json;
} strings[] = {
	{ { "", 0 }, "\"\"" },
	{ { "plain", 5 }, "\"plain\"" },
	{ { "\"\\/", 3 }, "\"\\\"\\\\/\"" },
	{ { "a\tb", 3 }, "\"a\\tb\"" },
	{ { "\0\x01\x1f\x7f", 4 }, "\"\\u0000\\u0001\\u001f\\u007f\"" },
	{ { "\n\r\b", 3 }, "\"\\u000a\\u000d\\u0008\"" },
	{ { "\xc3\xa9\xe2\x82\xac", 5 }, "\"\xc3\xa9\xe2\x82\xac\"" },
	{ { "\xf0\x9f\x98\x80", 4 }, "\"\xf0\x9f\x98\x80\"" },
	{ { "\xe2\x80\xa8\xc2\x85", 5 }, "\"\\u2028\\u0085\"" },
	{ { "\xff\xc3", 2 }, "\"\\ufffd\\ufffd\"" },
	{ { "\xed\xa0\x80", 3 }, "\"\\ufffd\\ufffd\\ufffd\"" },
	{ { "\xc0\xaf.", 3 }, "\"\\ufffd\\ufffd.\"" },
};

static void
writes_strings(void)
{
	struct buf buf;

	for (size_t i = 0; i < COUNT(strings); i++) {
		buf_init(&buf, memory, sizeof(memory));
		MUST(json_string(&buf, strings[i].text), "no room");
		TAP_STR(
		    buf_str(&buf), str_from(strings[i].json), "string %zu", i);
	}
}

/* Text that does not fit is left out, or cut to fit. */
static void
keeps_to_its_room(void)
{
	const struct str text = STR("a\"\x01z");
	static const char *const fits[] = { "", "a", "a", "a\\\"", "a\\\"",
		"a\\\"", "a\\\"", "a\\\"", "a\\\"", "a\\\"\\u0001",
		"a\\\"\\u0001z" };
	struct buf buf;

	for (size_t room = 0; room < 13; room++) {
		const char *wanted = room < COUNT(fits) ? fits[room] : fits[10];
		buf_init(&buf, memory, room);
		TAP_OK(json_characters(&buf, text) == (room >= 10) &&
			str_eq(buf_str(&buf), str_from(wanted)),
		    "with room for %zu: %s", room, wanted);
		buf_drop(&buf, buf_len(&buf));
		TAP_OK(json_string(&buf, text) == (room >= 12) &&
			buf_len(&buf) == (room >= 12 ? 12U : 0U),
		    "all of it, or nothing");
	}
}

int
main(void)
{
	writes_strings();
	keeps_to_its_room();
	return tap_done();
}
