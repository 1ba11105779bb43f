/* client/chat/plain/past: the lines that have been shown, as many as are kept.
 */
#include "client/chat/plain/scrollback.h"

#include "tests/lib/tap.h"

static struct scrollback scrollback;

static void
keeps_lines(void)
{
	char digits[STR_DIGITS];

	TAP_NUM(scrollback.count, 0, "at first there are none");
	scrollback_add(&scrollback, STR("one"));
	scrollback_add(&scrollback, STR(""));
	TAP_STR(scrollback_get(&scrollback, 0), STR("one"), "the first");
	TAP_STR(scrollback_get(&scrollback, 1), STR(""), "an empty one");
	for (size_t i = 0; i < SCROLLBACK_LINES; i++)
		scrollback_add(&scrollback, str_number(i, digits));
	TAP_NUM(scrollback.count, SCROLLBACK_LINES, "as many as are kept");
	TAP_STR(scrollback_get(&scrollback, 0), STR("0"),
	    "the oldest are forgotten");
	TAP_STR(scrollback_get(&scrollback, SCROLLBACK_LINES - 1),
	    str_number(SCROLLBACK_LINES - 1, digits), "the newest is there");
	scrollback_free(&scrollback);
	TAP_NUM(scrollback.bytes, 0, "nothing is left");
}

static void
keeps_bytes(void)
{
	static char text[SCROLLBACK_BYTES / 8];
	const struct str line = { text, sizeof(text) };

	for (size_t i = 0; i < 20; i++)
		scrollback_add(&scrollback, line);
	TAP_NUM(scrollback.count, 8, "long lines are fewer");
	TAP_NUM(scrollback.bytes, SCROLLBACK_BYTES, "and no more than may be");
	scrollback_free(&scrollback);
}

int
main(void)
{
	keeps_lines();
	keeps_bytes();
	return tap_done();
}
