/* client/text/width: columns and whole characters. */
#include "client/text/width.h"

#include "shared/buf.h"
#include "tests/lib/tap.h"

static const struct {
	const char *text;
	size_t first; /* bytes of the first character */
	size_t columns; /* of all */
	size_t limit;
	size_t prefix; /* bytes that fit into so many columns */
} rows[] = {
	{ "", 0, 0, 5, 0 },
	{ "abc", 1, 3, 2, 2 },
	/* a and a combining acute */
	{ "a\xcc\x81"
	  "b",
	    3, 2, 1, 3 },
	/* Two Chinese characters: the second has no half. */
	{ "\xe4\xb8\xad\xe6\x96\x87", 3, 4, 3, 3 },
	/* An emoji; and two that are joined are one character. */
	{ "\xf0\x9f\x98\x80!", 4, 3, 2, 4 },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb!", 11, 5, 3, 0 },
	/* A sequence takes nothing and stays whole. */
	{ "\033[31mred\033[0m", 5, 3, 3, 12 },
	/* invalid UTF-8 */
	{ "\xff\xfe", 1, 2, 1, 1 },
};

#define MAN "\xf0\x9f\x91\xa8"
#define ZWJ "\xe2\x80\x8d"
#define D "\xf0\x9f\x87\xa9"
#define E "\xf0\x9f\x87\xaa"
#define TONE "\xf0\x9f\x8f\xbd"
#define HEART "\xe2\x9d\xa4"
#define VS16 "\xef\xb8\x8f"
#define KEYCAP "\xe2\x83\xa3"

static const struct {
	const char *what;
	const char *text;
	size_t columns;
	bool several; /* it is more than one */
	bool sure;
} characters[] = {
	{ "family", MAN ZWJ MAN ZWJ MAN, 6, false, false },
	{ "flag", D E, 2, false, false },
	{ "three letters", D E D, 3, true, false },
	{ "heart", HEART VS16, 1, false, false },
	{ "keycap", "1" VS16 KEYCAP, 1, false, false },
	{ "tone", MAN TONE, 4, false, false },
	{ "tone alone", TONE, 2, false, true },
	{ "tone behind a letter", "a" TONE, 3, true, false },
	{ "accent", "e\xcc\x81", 1, false, true },
	{ "control", "e\a", 1, true, true },
};

static void
is_character(size_t i)
{
	const struct str text = str_from(characters[i].text);
	const char *what = characters[i].what;
	size_t columns;

	TAP_NUM(width_of(text), characters[i].columns, "%s: columns", what);
	TAP_OK(
	    (width_first(text, &columns) < text.len) == characters[i].several,
	    "%s: is one, or several", what);
	TAP_OK(
	    width_is_sure(text) == characters[i].sure || characters[i].several,
	    "%s: whether terminals agree", what);
}

/* However much is joined, a character ends. */
static void
is_bounded(const char *what, struct str first, struct str more)
{
	char text[4096];
	struct buf all;
	size_t columns;
	size_t most = 0;
	size_t widest = 0;

	buf_init(&all, text, sizeof(text));
	(void)BUF_CAT(&all, first);
	while (BUF_CAT(&all, more))
		;
	struct str rest = buf_str(&all);
	while (rest.len > 0) {
		const size_t end = width_first(rest, &columns);
		most = end > most ? end : most;
		widest = columns > widest ? columns : widest;
		rest.at += end;
		rest.len -= end;
	}
	TAP_OK(most > 0 && most <= WIDTH_BYTES, "%s: bytes: %zu", what, most);
	TAP_OK(widest <= WIDTH_COLUMNS, "%s: columns: %zu", what, widest);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(characters); i++)
		is_character(i);
	is_bounded("men", STR(MAN), STR(ZWJ MAN));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str text = str_from(rows[i].text);
		size_t columns;

		TAP_NUM(width_first(text, &columns), rows[i].first,
		    "row %zu: the first character", i);
		TAP_NUM(width_of(text), rows[i].columns, "row %zu: columns", i);
		TAP_NUM(width_prefix(text, rows[i].limit), rows[i].prefix,
		    "row %zu: what fits", i);
	}
	return tap_done();
}
