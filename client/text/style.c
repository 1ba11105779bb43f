/* The look of text: see style.h. */
#include "text/style.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "text/width.h"

#define COLOUR 0x1ffU /* the bits of a colour: 0, or its index and 1 */
#define STANDARD 16 /* colours that every colour terminal has */
#define COLOURS 256

/* Marks, and the parameter of the sequence. */
static const struct {
	sgr mark;
	unsigned number;
} marks[] = {
	{ STYLE_BOLD, 1 },
	{ STYLE_DIM, 2 },
	{ STYLE_UNDERLINE, 4 },
	{ STYLE_REVERSE, 7 },
};

/* How many colours the terminal has. */
static enum { DEPTH_NONE, DEPTH_16, DEPTH_256 } depth;

/* Parts of the names of terminals that have so many. */
static const char *const no_colours[] = { "dumb", "mono", "-m" };
static const char *const many_colours[] = { "256", "direct", "kitty",
	"alacritty", "ghostty", "wezterm", "foot" };

void
style_begin(void)
{
	const char *name = getenv("TERM");
	const char *no_colour = getenv("NO_COLOR");

	depth = DEPTH_NONE;
	if ((no_colour != NULL && *no_colour != '\0') || name == NULL ||
	    *name == '\0')
		return;
	for (size_t i = 0; i < COUNT(no_colours); i++)
		if (strstr(name, no_colours[i]) != NULL)
			return;
	depth = DEPTH_16;
	for (size_t i = 0; i < COUNT(many_colours); i++)
		if (strstr(name, many_colours[i]) != NULL)
			depth = DEPTH_256;
}

static sgr
bits_of(sgr style, enum style_place place)
{
	return style >> place & COLOUR;
}

/* Returns the look with one of xterm's 256 colours in that place. */
static sgr
paint(sgr style, enum style_place place, unsigned index)
{
	return (style & ~(COLOUR << place)) | STYLE_COLOUR(place, index);
}

sgr
style_shown(sgr style)
{
	if (depth != DEPTH_NONE)
		return style;
	return (style & STYLE_MARKS) |
	    (bits_of(style, STYLE_BACK) != 0 ? STYLE_REVERSE : 0);
}

sgr
style_of_space(sgr style)
{
	const sgr seen = STYLE_UNDERLINE | STYLE_REVERSE;

	return style & seen ? style : style & COLOUR << STYLE_BACK;
}

sgr
style_of_name(struct str name)
{
	/* Neither grey nor yellow, nor most bright ones: too light on white. */
	static const unsigned char of_16[] = { 1, 2, 5, 6, 9, 12, 13 };
	/*
	 * Colours of xterm's cube, which no palette changes, with a WCAG
	 * contrast ratio of at least 3.9 both to white and to black. There is
	 * no grey, and red is reserved for errors.
	 */
	static const unsigned char of_256[] = { 131, 130, 64, 28, 29, 30, 31,
		27, 62, 63, 99, 98, 97, 129, 165, 133, 164, 163, 162, 132,
		161 };
	const uint32_t hash = str_hash(name);

	if (depth == DEPTH_NONE)
		return 0;
	return STYLE_COLOUR(STYLE_FORE,
	    depth == DEPTH_16 ? of_16[hash % COUNT(of_16)] :
				of_256[hash % COUNT(of_256)]);
}

/* Takes a parameter off a list; a missing one is 0. */
static unsigned
take_number(struct str *list)
{
	const struct str word = str_cut(list, ';');
	uint64_t number = 0;

	(void)str_to_number(word, COLOURS - 1, &number);
	return (unsigned)number;
}

/* Returns the look after one parameter, or after 38 or 48 and two more. */
static sgr
read_number(sgr style, unsigned number, struct str *list)
{
	if (number == 0)
		return 0;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].number == number)
			return style | marks[i].mark;
	const bool bright = number >= 90;
	const bool back = number >= (bright ? 100 : 40);
	const enum style_place place = back ? STYLE_BACK : STYLE_FORE;
	const unsigned index = number - (bright ? 90 : 30) - (back ? 10 : 0);
	if (index < 8)
		return paint(style, place, index + (bright ? 8 : 0));
	if (number != 38 && number != 48)
		return style;
	(void)take_number(list); /* 5 */
	return paint(style, place, take_number(list));
}

sgr
style_after(sgr before, struct str styled)
{
	const char *escape;
	size_t columns;

	while (styled.len > 0 &&
	    (escape = memchr(styled.at, '\033', styled.len)) != NULL) {
		str_drop(&styled, (size_t)(escape - styled.at));
		const size_t len = width_first(styled, &columns);
		struct str list = { styled.at + 2, len > 3 ? len - 3 : 0 };
		if (len < 3 || styled.at[1] != '[' || styled.at[len - 1] != 'm')
			list.at = NULL; /* no SGR */
		while (list.at != NULL)
			before = read_number(before, take_number(&list), &list);
		str_drop(&styled, len);
	}
	return before;
}

/* Appends the next parameter of a sequence. */
static void
put_number(struct buf *to, unsigned number)
{
	(void)BUF_CAT(
	    to, buf_len(to) > 0 ? STR(";") : STR("\033["), DECIMAL(number));
}

static void
put_colour(struct buf *to, sgr from, sgr style, enum style_place place)
{
	const unsigned back = place == STYLE_BACK ? 10 : 0;
	const unsigned bits = bits_of(style, place);

	if (bits == bits_of(from, place))
		return;
	if (bits <= 8) {
		put_number(to, 30 + back + bits - 1);
	} else if (bits <= STANDARD) {
		put_number(to, 90 - 8 + back + bits - 1);
	} else {
		put_number(to, 38 + back);
		put_number(to, 5);
		put_number(to, bits - 1);
	}
}

/* Returns whether to lacks a mark or a colour. */
static bool
lacks(sgr from, sgr to)
{
	return (from & STYLE_MARKS & ~to) != 0 ||
	    (bits_of(from, STYLE_FORE) != 0 && bits_of(to, STYLE_FORE) == 0) ||
	    (bits_of(from, STYLE_BACK) != 0 && bits_of(to, STYLE_BACK) == 0);
}

struct str
style_write(sgr from, sgr to, char room[STYLE_SGR])
{
	struct buf text;

	if (from == to)
		return STR("");
	if (to == 0)
		return STYLE_END;
	buf_init(&text, room, STYLE_SGR);
	if (lacks(from, to)) {
		put_number(&text, 0);
		from = 0;
	}
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].mark & to & ~from)
			put_number(&text, marks[i].number);
	put_colour(&text, from, to, STYLE_FORE);
	put_colour(&text, from, to, STYLE_BACK);
	(void)BUF_CAT(&text, STR("m"));
	return buf_str(&text);
}
