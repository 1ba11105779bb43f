/* shared/text/json: strings, valid whatever the text. */
#include "shared/text/json.h"

#include "tests/lib/must.h"

static char memory[256];

static const struct {
	struct str text;
	const char *json;
} strings[] = {
	{ { "", 0 }, "\"\"" },
	{ { "\"\\/", 3 }, "\"\\\"\\\\/\"" },
	{ { "\0\x01\x1f\x7f", 4 }, "\"\\u0000\\u0001\\u001f\\u007f\"" },
	{ { "\xc3\xa9\xe2\x82\xac", 5 }, "\"\xc3\xa9\xe2\x82\xac\"" },
	{ { "\xe2\x80\xa8\xc2\x85", 5 }, "\"\\u2028\\u0085\"" },
	{ { "\xff\xc3", 2 }, "\"\\ufffd\\ufffd\"" },
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

int
main(void)
{
	writes_strings();
	return tap_done();
}
