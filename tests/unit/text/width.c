/* client/text/width: columns and whole characters. */
#include "client/text/width.h"

#include <stdio.h>

#include "client/term/canvas.h"
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
	{ "tone behind what is narrow", "\xe2\x98\x9d" TONE, 3, false, false },
	{ "emoji of Unicode 15", "\xf0\x9f\xab\xa8", 2, false, false },
	{ "of a later one", "\xf0\x9f\xab\xa9", 2, false, false },
	{ "nothing yet", "\xcd\xb8", 1, false, false },
	{ "Hangul in parts", "\xe1\x84\x80\xe1\x85\xa1", 2, false, false },
	{ "with an end", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", 2, false,
	    false },
	{ "old parts", "\xea\xa5\xa0\xed\x9e\xb0\xed\x9f\x8b", 2, false,
	    false },
	{ "an end behind a syllable", "\xea\xb0\x80\xe1\x86\xa8", 2, false,
	    false },
	{ "two beginnings", "\xe1\x84\x80\xe1\x84\x80", 4, false, false },
	{ "a beginning and a syllable", "\xe1\x84\x80\xea\xb0\x80", 4, false,
	    false },
	{ "two syllables", "\xea\xb0\x80\xea\xb0\x80", 4, true, true },
	{ "an end behind an end", "\xea\xb0\x81\xe1\x86\xa8", 2, false, false },
	{ "a vowel behind an end", "\xea\xb0\x81\xe1\x85\xa1", 2, true, false },
	{ "a vowel behind another letter", "a\xe1\x85\xa1", 1, true, false },
	{ "vowel sign with a column", "\xe0\xa4\x95\xe0\xa4\xbe", 2, false,
	    false },
	{ "two signs", "\xe0\xae\x95\xe0\xaf\x86\xe0\xae\xbe", 3, false,
	    false },
	{ "letter joined to none", "\xd9\x86" ZWJ " ", 2, true, false },
	{ "emoji joined to a letter", "a" ZWJ MAN, 3, true, false },
	{ "emoji joined to a flag", D ZWJ E, 2, true, false },
	{ "kiss", MAN ZWJ HEART VS16 ZWJ "\xf0\x9f\x92\x8b" ZWJ MAN, 7, false,
	    false },
	{ "vowel sign without", "\xe0\xa4\x95\xe0\xa5\x81", 1, false, true },
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

/* What a cell leaves for a mark. */
#define MARK 3

/* Every emoji is one character, and the canvas has room for it. */
static void
are_whole(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];
	size_t emoji = 0, columns;

	if (file == NULL) {
		tap_note("%s is not there", path);
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		const char *at = strchr(line, '#');
		if (line[0] == '#' || line[0] == '\n' || at == NULL)
			continue;
		struct str rest = str_from(at + 2);
		const struct str first = str_word(&rest);
		const size_t len = width_first(first, &columns);
		emoji++;
		if (len != first.len || len > CELL_TEXT - MARK)
			TAP_STR(((struct str) { first.at, len }), first,
			    "%s is whole", line);
	}
	TAP_OK(emoji > 4000, "%zu emoji", emoji);
	(void)fclose(file);
}

int
main(void)
{
	are_whole("/usr/share/unicode/emoji/emoji-test.txt");
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
