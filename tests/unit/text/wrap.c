/*
 * client/text/wrap: where a line goes on in the next row, and that no row but
 * the first begins where a line begins.
 */
#include "client/text/wrap.h"

#include "tests/lib/tap.h"

#define ROWS 4

static const struct {
	const char *text;
	size_t columns;
	enum wrap_long how;
	const char *row[ROWS];
} rows[] = {
	{ "two words", 3, WRAP_CUT, { "two", "wor", "ds" } },
	{ "two words", 3, WRAP_LEAVE, { "two", "words" } },
	{ "a longword b", 4, WRAP_LEAVE, { "a longword", "b" } },
	/* spaces at the end of a row are not at the start of the next */
	{ "a      b", 3, WRAP_CUT, { "a  ", "b" } },
	{ "abc      b", 3, WRAP_CUT, { "abc", "b" } },
	/* Chinese: between any two, and never half a character */
	{ "\xe4\xb8\xad\xe6\x96\x87\xe4\xbd\xa0", 5, WRAP_LEAVE,
	    { "\xe4\xb8\xad\xe6\x96\x87", "\xe4\xbd\xa0" } },
	{ "a\xe4\xb8\xad", 2, WRAP_LEAVE, { "a", "\xe4\xb8\xad" } },
	/* A letter keeps its accent, an emoji its parts. */
	{ "ae\xcc\x81", 1, WRAP_CUT, { "a", "e\xcc\x81" } },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbbx", 4, WRAP_CUT,
	    { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "x" } },
	/* A URL goes on in the first column, and stands there alone. */
	{ "\033[2m-- a b\033[0m", 4, WRAP_CUT, { "\033[2m-- a", "b\033[0m" } },
};

static void
is_cut(size_t i)
{
	struct wrap wrap =
	    wrap_begin(str_from(rows[i].text), 0, rows[i].columns, rows[i].how);
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
}

struct placed {
	const char *text;
	size_t hang;
	size_t columns;
	struct {
		const char *text;
		size_t indent;
	} row[ROWS];
};

static const struct placed behind[] = {
	{ "ali: see it there soon", 4, 16,
	    { { "ali: see it", 4 }, { "there", 7 }, { "soon", 7 } } },
	{ "abcdef", 9, 4, { { "a", 9 }, { "b", 9 }, { "c", 9 }, { "d", 9 } } },
};

/* Checks the indentation of the first row and of the rows after it. */
static void
is_placed(const struct placed *line)
{
	struct wrap wrap = wrap_begin(
	    str_from(line->text), line->hang, line->columns, WRAP_CUT);

	for (size_t i = 0; i < ROWS && line->row[i].text != NULL; i++) {
		TAP_NUM(wrap.indent, line->row[i].indent,
		    "\"%s\", row %zu: indent", line->text, i);
		TAP_STR(wrap_next(&wrap), str_from(line->row[i].text),
		    "\"%s\", row %zu", line->text, i);
	}
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		is_cut(i);
	for (size_t i = 0; i < COUNT(behind); i++)
		is_placed(&behind[i]);
	return tap_done();
}
