/*
 * client/text/wrap: where a line goes on in the next row, and that no row but
 * the first begins where a line begins.
 */
#include "client/text/wrap.h"

#include <stdio.h>

#include "client/text/width.h"
#include "tests/lib/tap.h"

#define ROWS 4

static const struct {
	const char *text;
	size_t columns;
	enum wrap_long how;
	const char *row[ROWS];
} rows[] = {
	{ "", 5, WRAP_CUT, { "" } },
	{ "short", 5, WRAP_CUT, { "short" } },
	{ "two words", 8, WRAP_CUT, { "two", "words" } },
	{ "two words", 3, WRAP_CUT, { "two", "wor", "ds" } },
	{ "two words", 3, WRAP_LEAVE, { "two", "words" } },
	{ "a longword b", 4, WRAP_LEAVE, { "a longword", "b" } },
	{ "a longword b", 4, WRAP_CUT, { "a lo", "ngw", "ord", "b" } },
	{ "a  b", 2, WRAP_CUT, { "a ", "b" } },
	{ "x", 0, WRAP_CUT, { "x" } },
	/* Chinese: between any two, and never half a character */
	{ "\xe4\xb8\xad\xe6\x96\x87\xe4\xbd\xa0", 5, WRAP_LEAVE,
	    { "\xe4\xb8\xad\xe6\x96\x87", "\xe4\xbd\xa0" } },
	{ "a\xe4\xb8\xad", 2, WRAP_LEAVE, { "a", "\xe4\xb8\xad" } },
	/* Persian: whole words, and ZWNJ stays within its own */
	{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x85 \xd9\x85\xd9\x86", 5,
	    WRAP_CUT,
	    { "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x85",
		"\xd9\x85\xd9\x86" } },
	/* Greek, cut: two bytes each */
	{ "\xce\xb1\xce\xb2\xce\xb3", 2, WRAP_CUT,
	    { "\xce\xb1\xce\xb2", "\xce\xb3" } },
	/* A letter keeps its accent, an emoji its parts. */
	{ "ae\xcc\x81", 1, WRAP_CUT, { "a", "e\xcc\x81" } },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbbx", 4, WRAP_CUT,
	    { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "x" } },
	/* Sequences take no room. */
	{ "\033[2m-- a b\033[0m", 4, WRAP_CUT, { "\033[2m-- a", "b\033[0m" } },
};

static void
is_cut(size_t i)
{
	struct wrap wrap =
	    wrap_line(str_from(rows[i].text), rows[i].columns, rows[i].how);
	size_t count = 0;

	do {
		const struct str row = wrap_next(&wrap);
		if (!TAP_OK(count < ROWS && rows[i].row[count] != NULL,
			"line %zu: not too many rows", i))
			return;
		TAP_STR(row, str_from(rows[i].row[count]), "line %zu, row %zu",
		    i, count);
		count++;
	} while (wrap.rest.len > 0);
	TAP_OK(count == ROWS || rows[i].row[count] == NULL,
	    "line %zu: not too few", i);
	if (rows[i].how == WRAP_CUT)
		TAP_NUM(wrap_count(str_from(rows[i].text), rows[i].columns),
		    count, "line %zu: counted", i);
}

#define FORGED "[ops] boss: do it"
#define WIDTH_LEAST 20
#define WIDTH_MOST 200

/* The first row is as wide as the window, the others are indented. */
static bool
is_indented(const char *text, size_t columns, enum wrap_long how)
{
	struct wrap wrap = wrap_line(str_from(text), columns, how);
	bool good = wrap.indent == 0;

	for ((void)wrap_next(&wrap); wrap.rest.len > 0;) {
		const size_t indent = wrap.indent;
		const struct str row = wrap_next(&wrap);
		good = good && indent == WRAP_INDENT &&
		    indent + width_of(row) <= columns;
	}
	return good;
}

/* However many spaces bring it there, at whatever width. */
static void
forges(enum wrap_long how)
{
	char text[2 * WIDTH_MOST + 64];
	bool good = true;

	for (size_t width = WIDTH_LEAST; width <= WIDTH_MOST; width += 3)
		for (size_t pad = 0; pad <= 2 * width; pad++) {
			(void)snprintf(text, sizeof(text), "ali: %*s%s",
			    (int)pad, "", FORGED);
			good = good && is_indented(text, width, how);
		}
	TAP_OK(good, "no text begins a row where a line begins");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		is_cut(i);
	forges(WRAP_CUT);
	forges(WRAP_LEAVE);
	return tap_done();
}
