/* client/stream/past: the lines that have been shown, as many as are kept. */
#include "client/stream/past.h"

#include "tests/lib/tap.h"

static struct past past;

static void
keeps_lines(void)
{
	char digits[STR_DIGITS];

	TAP_NUM(past.count, 0, "at first there are none");
	past_add(&past, STR("one"));
	past_add(&past, STR(""));
	TAP_STR(past_get(&past, 0), STR("one"), "the first");
	TAP_STR(past_get(&past, 1), STR(""), "an empty one");
	for (size_t i = 0; i < PAST_LINES; i++)
		past_add(&past, str_number(i, digits));
	TAP_NUM(past.count, PAST_LINES, "as many as are kept");
	TAP_STR(past_get(&past, 0), STR("0"), "the oldest are forgotten");
	TAP_STR(past_get(&past, PAST_LINES - 1),
	    str_number(PAST_LINES - 1, digits), "the newest is there");
	past_free(&past);
	TAP_NUM(past.bytes, 0, "nothing is left");
}

static void
keeps_bytes(void)
{
	static char text[PAST_BYTES / 8];
	const struct str line = { text, sizeof(text) };

	for (size_t i = 0; i < 20; i++)
		past_add(&past, line);
	TAP_NUM(past.count, 8, "long lines are fewer");
	TAP_NUM(past.bytes, PAST_BYTES, "and no more than may be");
	past_free(&past);
}

int
main(void)
{
	keeps_lines();
	keeps_bytes();
	return tap_done();
}
