/* client/edit/step: where characters and words begin and end. */
#include "client/edit/step.h"

#include "tests/lib/tap.h"

#define A_DOTS "a\xcc\xa3\xcc\x88" /* with a dot below and two above: 5 */
#define SALAM "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85" /* Persian, 8 bytes */
#define COMMA "\xd8\x8c" /* of Persian */
#define KAN "\xe6\xbc\xa2"
#define STOP "\xe3\x80\x82" /* of Chinese */
#define SMILE "\xf0\x9f\x98\x80"

static const struct {
	const char *line;
	size_t at;
	size_t left, right; /* by a character */
	size_t word_left, word_right;
} rows[] = {
	{ "", 0, 0, 0, 0, 0 },
	{ "abc", 0, 0, 1, 0, 3 },
	{ "abc", 3, 2, 3, 0, 3 },
	{ "one two", 5, 4, 6, 4, 7 },
	{ "one two", 4, 3, 5, 0, 7 },
	{ "one, two", 3, 2, 4, 0, 8 },
	{ "one, two", 5, 4, 6, 0, 8 },
	{ "  x", 2, 1, 3, 0, 3 },
	{ "a-b_c9", 4, 3, 5, 2, 6 },
	{ "x" A_DOTS "y", 1, 0, 6, 0, 7 },
	{ "x" A_DOTS "y", 6, 1, 7, 0, 7 },
	/* within a character */
	{ "x" A_DOTS "y", 2, 1, 6, 0, 7 },
	{ SALAM COMMA " " SALAM, 8, 6, 10, 0, 19 },
	{ SALAM COMMA " " SALAM, 11, 10, 13, 0, 19 },
	{ "\xc3\xa4\xc3\xb6 b", 4, 2, 5, 0, 6 },
	{ KAN STOP KAN, 6, 3, 9, 0, 9 },
	{ KAN STOP KAN, 3, 0, 6, 0, 9 },
	{ "hi " SMILE " you", 3, 2, 7, 0, 11 },
	{ "hi " SMILE " you", 8, 7, 9, 0, 11 },
};

static void
steps(size_t i)
{
	const struct str line = str_from(rows[i].line);
	const size_t at = rows[i].at;

	TAP_NUM(step_left(line, at), rows[i].left, "row %zu: left", i);
	TAP_NUM(step_right(line, at), rows[i].right, "row %zu: right", i);
	TAP_NUM(step_word_left(line, at), rows[i].word_left,
	    "row %zu: a word left", i);
	TAP_NUM(step_word_right(line, at), rows[i].word_right,
	    "row %zu: a word right", i);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		steps(i);
	TAP_NUM(step_blank_left(STR("a b,c  "), 7), 2, "up to white space");
	TAP_NUM(step_fit(STR(KAN KAN "x"), 3), 3, "what fits");
	TAP_NUM(step_fit(STR(KAN KAN "x"), 2), 6, "and not half a character");
	TAP_NUM(step_fit(STR("abc"), 3), 0, "all of it fits");
	return tap_done();
}
