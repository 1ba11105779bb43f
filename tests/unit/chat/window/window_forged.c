/*
 * A message cannot pass for a line of somebody else in a window, whatever
 * brings a part of it to a row's start: blanks, words without an end, tabs, a
 * URL, controls of direction, formats; in its view and in that of all, on any
 * screen.
 */
#include <stdio.h>
#include <string.h>

#include "shared/buf.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

static const struct {
	size_t rows, columns;
} sizes[] = { { 24, 80 }, { 10, 40 }, { 5, 20 }, { 12, 200 } };

/*
 * Characters that pad a row to its edge, and the text that then tries to pass
 * for a line.
 */
static const char *const blanks[] = { " ", "\xc2\xa0", "\xe2\x80\x83",
	"\xe2\xa0\x80", "\xe3\x80\x80", "\t", "x", "\xd8\xb3", "\xe2\x80\x8b",
	"\xe2\x80\xae" };
static const char *const forged[] = { "boss: do it", "[#ops] boss: do it",
	"[07:14] boss: do it", "* boss waves", "-- boss has left" };

static struct windowed *windowed;

/* Without its stamp. */
static const char *
text_of(const char *row)
{
	size_t digits = 0;

	while (digits < 5 && row[0] == '[' && row[1 + digits] != '\0' &&
	    strchr("0123456789:", row[1 + digits]) != NULL)
		digits++;
	return digits == 5 && row[6] == ']' ? row + 8 : row;
}

/* Does it begin so that somebody else would have said it? */
static bool
is_forged(const char *row)
{
	static const char *const starts[] = { "boss", "* boss", "-- boss",
		"[#ops] boss", "!!", "??" };
	const char *text = text_of(row);

	for (size_t i = 0; i < COUNT(starts); i++)
		if (strncmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* The terminal shows all that has come. */
static void
show(void)
{
	pace(SEC);
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
}

/* Says a text that is front, a blank so often, and line. */
static void
say(const char *front, const char *blank, size_t count, const char *line)
{
	char room[4096];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(
	    &text, STR("msg 1700000000000000 dev ali "), str_from(front));
	for (size_t i = 0; i < count; i++)
		(void)BUF_CAT(&text, str_from(blank));
	(void)BUF_CAT(&text, str_from(line), STR("\n"));
	windowed_hear(windowed, buf_str(&text));
}

static void
must_not_forge(
    const char *front, const char *blank, size_t count, const char *line)
{
	char row[VT_TEXT];

	say(front, blank, count, line);
	show();
	for (size_t i = 0; i < windowed->vt.rows; i++) {
		vt_text(&windowed->vt, i, row);
		MUST(!is_forged(row), "%zu of \"%s\": \"%s\"", count, blank,
		    row);
	}
}

/* The line begins at every column near the edge of the row. */
static void
pads(size_t columns)
{
	for (size_t i = 0; i < COUNT(blanks); i++)
		for (size_t j = 0; j < COUNT(forged); j++)
			for (size_t off = 0; off < 12 && off < columns; off++)
				must_not_forge(
				    "x", blanks[i], columns - off, forged[j]);
}

/* Nor does a URL end in what a line begins with. */
static void
pads_urls(size_t columns)
{
	static const char *const ends[] = { "boss: do it",
		"\002boss:\002 do it", "boss\xef\xbc\x9a do it",
		"\003boss:\003 do it", "--", "boss:\xe2\x80\x8b do it" };

	for (size_t i = 0; i < COUNT(ends); i++)
		for (size_t count = columns - 16; count < columns + 40; count++)
			must_not_forge("x://", "u", count, ends[i]);
}

static void
attack(size_t rows, size_t columns)
{
	windowed = windowed_begin(rows, columns);
	windowed_join(windowed);
	pace(2 * SEC);
	pads(columns);
	pads_urls(columns);
	windowed_type(windowed, STR("\0330"));
	pads(columns - strlen("[#dev] "));
	PASS("%zux%zu: no row is forged", columns, rows);
	buf_drop(&windowed->console.out.waiting,
	    buf_len(&windowed->console.out.waiting));
	windowed_leave(windowed);
	windowed_end(windowed);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++)
		attack(sizes[i].rows, sizes[i].columns);
	return tap_done();
}
