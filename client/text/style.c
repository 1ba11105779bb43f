/* The style of a piece of text: see style.h. */
#include "text/style.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#include "shared/buf.h"

#define STANDARD_COLOURS 16 /* which every colour terminal has */
#define MOST 256
#define CUBE 16 /* index of the first colour of the 6 x 6 x 6 cube */
#define GREYS 232

/* Attributes: the word in a theme, and the SGR parameter (ECMA-48). */
static const struct {
	unsigned mark;
	struct str word; /* empty: not in themes */
	struct str code;
} marks[] = {
	{ STYLE_BOLD, LIT("bold"), LIT("1") },
	{ STYLE_DIM, LIT("dim"), LIT("2") },
	{ STYLE_ITALIC, LIT("italic"), LIT("3") },
	{ STYLE_UNDERLINE, LIT("underline"), LIT("4") },
	{ STYLE_REVERSE, LIT("reverse"), LIT("7") },
	{ STYLE_STRIKE, LIT(""), LIT("9") },
};

/* The 16 standard colours, with xterm's values. */
static const struct {
	const char *name;
	unsigned char red, green, blue;
} standard_colours[STANDARD_COLOURS] = {
	{ "black", 0, 0, 0 },
	{ "red", 205, 0, 0 },
	{ "green", 0, 205, 0 },
	{ "yellow", 205, 205, 0 },
	{ "blue", 0, 0, 238 },
	{ "magenta", 205, 0, 205 },
	{ "cyan", 0, 205, 205 },
	{ "white", 229, 229, 229 },
	{ "bright-black", 127, 127, 127 },
	{ "bright-red", 255, 0, 0 },
	{ "bright-green", 0, 255, 0 },
	{ "bright-yellow", 255, 255, 0 },
	{ "bright-blue", 92, 92, 255 },
	{ "bright-magenta", 255, 0, 255 },
	{ "bright-cyan", 0, 255, 255 },
	{ "bright-white", 255, 255, 255 },
};

static bool
paint_same(const struct paint *a, const struct paint *b)
{
	if (a->kind != b->kind || a->kind == PAINT_NONE)
		return a->kind == b->kind;
	if (a->kind == PAINT_INDEX)
		return a->index == b->index;
	return a->red == b->red && a->green == b->green && a->blue == b->blue;
}

bool
style_same(const struct style *a, const struct style *b)
{
	return a->marks == b->marks && paint_same(&a->fore, &b->fore) &&
	    paint_same(&a->back, &b->back);
}

/* Returns the RGB value of one of xterm's 256 colours. */
static struct paint
rgb_of(size_t index)
{
	static const unsigned char levels[] = { 0, 95, 135, 175, 215, 255 };
	struct paint rgb = { .kind = PAINT_RGB };

	if (index < STANDARD_COLOURS) {
		rgb.red = standard_colours[index].red;
		rgb.green = standard_colours[index].green;
		rgb.blue = standard_colours[index].blue;
	} else if (index < GREYS) {
		rgb.red = levels[(index - CUBE) / 36];
		rgb.green = levels[(index - CUBE) / 6 % 6];
		rgb.blue = levels[(index - CUBE) % 6];
	} else {
		rgb.red = rgb.green = rgb.blue =
		    (unsigned char)(8 + 10 * (index - GREYS));
	}
	return rgb;
}

/*
 * Returns how different two colours look: green counts most, blue less, red
 * least.
 */
static long
distance(const struct paint *a, const struct paint *b)
{
	const long red = a->red - b->red;
	const long green = a->green - b->green;
	const long blue = a->blue - b->blue;

	return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

/*
 * Returns the nearest of xterm's colours from first up to, not including, end.
 */
static struct paint
nearest(const struct paint *to, size_t first, size_t end)
{
	struct paint found = { .kind = PAINT_INDEX };
	long least = LONG_MAX;

	for (size_t i = first; i < end; i++) {
		const struct paint rgb = rgb_of(i);
		const long far = distance(&rgb, to);
		if (far < least) {
			least = far;
			found.index = (unsigned char)i;
		}
	}
	return found;
}

/* Returns the colour, or the nearest one that the depth allows. */
static struct paint
as_had(const struct paint *paint, enum depth depth)
{
	if (paint->kind == PAINT_RGB && depth == DEPTH_256)
		return nearest(paint, CUBE, MOST);
	if (depth != DEPTH_16)
		return *paint;
	if (paint->kind == PAINT_RGB)
		return nearest(paint, 0, STANDARD_COLOURS);
	if (paint->index < STANDARD_COLOURS)
		return *paint;
	const struct paint rgb = rgb_of(paint->index);
	return nearest(&rgb, 0, STANDARD_COLOURS);
}

/* Appends one or more parameters. */
static void
put_code(struct buf *to, struct str code)
{
	(void)BUF_CAT(to, buf_len(to) == 0 ? STR("\033[") : STR(";"), code);
}

static void
put_paint(
    struct buf *to, const struct paint *wanted, enum depth depth, bool back)
{
	char code[sizeof("48;2;255;255;255")];

	if (wanted->kind == PAINT_NONE || depth == DEPTH_NONE)
		return;
	const struct paint paint = as_had(wanted, depth);
	if (paint.kind == PAINT_RGB)
		(void)snprintf(code, sizeof(code), "%d;2;%d;%d;%d",
		    back ? 48 : 38, paint.red, paint.green, paint.blue);
	else if (paint.index >= STANDARD_COLOURS)
		(void)snprintf(
		    code, sizeof(code), "%d;5;%d", back ? 48 : 38, paint.index);
	else
		(void)snprintf(code, sizeof(code), "%d",
		    (paint.index < 8 ? 30 : 90 - 8) + (back ? 10 : 0) +
			paint.index);
	put_code(to, str_from(code));
}

struct str
style_sgr(const struct style *style, enum depth depth, char room[STYLE_SGR])
{
	const bool reversed =
	    depth == DEPTH_NONE && style->back.kind != PAINT_NONE;
	const unsigned wanted = style->marks | (reversed ? STYLE_REVERSE : 0);
	struct buf to;

	buf_init(&to, room, STYLE_SGR);
	for (size_t i = 0; i < COUNT(marks); i++)
		if (wanted & marks[i].mark)
			put_code(&to, marks[i].code);
	put_paint(&to, &style->fore, depth, false);
	put_paint(&to, &style->back, depth, true);
	if (buf_len(&to) > 0)
		(void)BUF_CAT(&to, STR("m"));
	return buf_str(&to);
}

/* Returns the value of the digit, or -1. */
static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
style_hex(struct paint *paint, struct str digits)
{
	unsigned char byte[3];

	if (digits.len != 2 * sizeof(byte))
		return false;
	for (size_t i = 0; i < sizeof(byte); i++) {
		const int high = hex_digit(digits.at[2 * i]);
		const int low = hex_digit(digits.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		byte[i] = (unsigned char)(16 * high + low);
	}
	*paint = (struct paint) {
		.kind = PAINT_RGB,
		.red = byte[0],
		.green = byte[1],
		.blue = byte[2],
	};
	return true;
}

static bool
read_paint(struct paint *paint, struct str word)
{
	uint64_t number;

	if (word.len > 0 && word.at[0] == '#')
		return style_hex(
		    paint, (struct str) { word.at + 1, word.len - 1 });
	if (!str_to_number(word, MOST - 1, &number)) {
		for (number = 0; number < STANDARD_COLOURS; number++)
			if (str_caseeq(
				str_from(standard_colours[number].name), word))
				break;
		if (number == STANDARD_COLOURS)
			return false;
	}
	*paint = (struct paint) { .kind = PAINT_INDEX,
		.index = (unsigned char)number };
	return true;
}

static bool
read_mark(struct style *style, struct str word)
{
	if (str_caseeq(word, STR("none")))
		return true;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (word.len > 0 && str_caseeq(marks[i].word, word)) {
			style->marks |= marks[i].mark;
			return true;
		}
	return false;
}

/*
 * Reads a colour; there may be only one for letters and one for the background.
 */
static const char *
read_colour(struct paint *paint, struct str word)
{
	const bool another = paint->kind != PAINT_NONE;

	if (!read_paint(paint, word))
		return "a style consists of: none, bold, dim, italic, underline, "
		       "reverse, COLOUR, on COLOUR";
	return another ? "must have one COLOUR at most, and one on COLOUR" :
			 NULL;
}

const char *
style_read(struct style *style, struct str words)
{
	struct style read = { 0 };

	do {
		const struct str word = str_word(&words);
		const bool behind = str_caseeq(word, STR("on"));
		if (!behind && read_mark(&read, word))
			continue;
		const char *wrong = behind ?
		    read_colour(&read.back, str_word(&words)) :
		    read_colour(&read.fore, word);
		if (wrong != NULL)
			return wrong;
	} while (words.at != NULL);
	*style = read;
	return NULL;
}

static void
put_word(struct buf *to, struct str before, struct str word)
{
	(void)BUF_CAT(to, buf_len(to) == 0 ? STR("") : STR(" "), before, word);
}

static void
put_colour(struct buf *to, struct str before, const struct paint *paint)
{
	char word[sizeof("#rrggbb")];

	if (paint->kind == PAINT_NONE)
		return;
	if (paint->kind == PAINT_INDEX && paint->index < STANDARD_COLOURS) {
		put_word(
		    to, before, str_from(standard_colours[paint->index].name));
		return;
	}
	if (paint->kind == PAINT_INDEX)
		(void)snprintf(word, sizeof(word), "%d", paint->index);
	else
		(void)snprintf(word, sizeof(word), "#%02x%02x%02x", paint->red,
		    paint->green, paint->blue);
	put_word(to, before, str_from(word));
}

struct str
style_words(const struct style *style, char room[STYLE_WORDS])
{
	struct buf to;

	buf_init(&to, room, STYLE_WORDS);
	for (size_t i = 0; i < COUNT(marks); i++)
		if ((style->marks & marks[i].mark) && marks[i].word.len > 0)
			put_word(&to, STR(""), marks[i].word);
	put_colour(&to, STR(""), &style->fore);
	put_colour(&to, STR("on "), &style->back);
	if (buf_len(&to) == 0)
		put_word(&to, STR(""), STR("none"));
	return buf_str(&to);
}
