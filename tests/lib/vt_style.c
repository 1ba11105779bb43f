/* How a character looks: see vt_style.h. */
#include "vt_style.h"

#include <stdio.h>
#include <string.h>

#include "shared/str.h"

#define WORD 24

static const char *const marks[] = { "bold", "dim", "italic", "underline",
	"reverse", "strike" };

static const char *const colours[] = { "black", "red", "green", "yellow",
	"blue", "magenta", "cyan", "white", "bright-black", "bright-red",
	"bright-green", "bright-yellow", "bright-blue", "bright-magenta",
	"bright-cyan", "bright-white" };

/* The attributes that a number sets and clears. */
static const struct {
	unsigned number;
	unsigned set;
	unsigned clear;
} simple[] = {
	{ 1, VT_BOLD, 0 },
	{ 2, VT_DIM, 0 },
	{ 3, VT_ITALIC, 0 },
	{ 4, VT_UNDERLINE, 0 },
	{ 7, VT_REVERSE, 0 },
	{ 9, VT_STRIKE, 0 },
	{ 22, 0, VT_BOLD | VT_DIM },
	{ 23, 0, VT_ITALIC },
	{ 24, 0, VT_UNDERLINE },
	{ 27, 0, VT_REVERSE },
	{ 29, 0, VT_STRIKE },
};

/* Ranges of numbers, each a colour of the palette. */
static const struct {
	unsigned first;
	unsigned colour; /* of the first */
	bool paper;
} ranges[] = {
	{ 30, 0, false },
	{ 40, 0, true },
	{ 90, 8, false },
	{ 100, 8, true },
};

static bool
set_mark(struct vt_style *style, unsigned number)
{
	for (size_t i = 0; i < COUNT(simple); i++)
		if (simple[i].number == number) {
			style->marks &= ~simple[i].clear;
			style->marks |= simple[i].set;
			return true;
		}
	return false;
}

static bool
set_of_palette(struct vt_style *style, unsigned number)
{
	for (size_t i = 0; i < COUNT(ranges); i++)
		if (number >= ranges[i].first && number < ranges[i].first + 8) {
			*(ranges[i].paper ? &style->paper : &style->ink) =
			    VT_PALETTE |
			    (ranges[i].colour + number - ranges[i].first);
			return true;
		}
	return false;
}

/* One, with those that belong to it: how many that is; 0: unknown. */
static size_t
set_one(struct vt_style *style, const unsigned *numbers, size_t count)
{
	const unsigned number = numbers[0];

	if (number == 38 || number == 48) {
		if (count < 3 || numbers[1] != 5 || numbers[2] > 255)
			return 0;
		*(number == 38 ? &style->ink : &style->paper) =
		    VT_PALETTE | numbers[2];
		return 3;
	}
	if (number == 0)
		*style = (struct vt_style) { 0 };
	else if (number == 39)
		style->ink = 0;
	else if (number == 49)
		style->paper = 0;
	else if (!set_mark(style, number) && !set_of_palette(style, number))
		return 0;
	return 1;
}

void
vt_style_set(struct vt_style *style, const unsigned *numbers, size_t count,
    size_t *foreign)
{
	size_t used;

	for (size_t i = 0; i < count; i += used) {
		used = set_one(style, numbers + i, count - i);
		if (used == 0) {
			++*foreign;
			return;
		}
	}
}

static size_t
place_of(const char *const *list, size_t count, const char *word)
{
	size_t i = 0;

	while (i < count && strcmp(list[i], word) != 0)
		i++;
	return i;
}

static bool
colour_from(const char *word, uint32_t *colour)
{
	const size_t i = place_of(colours, COUNT(colours), word);
	uint64_t number;

	if (i < COUNT(colours)) {
		*colour = VT_PALETTE | (uint32_t)i;
		return true;
	}
	if (!str_to_number(str_from(word), 255, &number))
		return false;
	*colour = VT_PALETTE | (uint32_t)number;
	return true;
}

bool
vt_style_read(struct vt_style *style, const char *words)
{
	struct str rest = str_from(words);
	uint32_t *to = &style->ink;
	char word[WORD];

	*style = (struct vt_style) { 0 };
	while (rest.len > 0) {
		const struct str one = str_word(&rest);
		(void)snprintf(
		    word, sizeof(word), "%.*s", (int)one.len, one.at);
		const size_t i = place_of(marks, COUNT(marks), word);
		if (i < COUNT(marks))
			style->marks |= 1u << i;
		else if (strcmp(word, "on") == 0)
			to = &style->paper;
		else if (strcmp(word, "none") != 0 && !colour_from(word, to))
			return false;
	}
	return true;
}

/* A word more, with a space in front of it if there is one already. */
static void
add(char words[VT_STYLE], const char *word)
{
	const size_t len = strlen(words);

	(void)snprintf(words + len, VT_STYLE - len, "%s%s", len > 0 ? " " : "",
	    word); /* fits */
}

static void
add_colour(char words[VT_STYLE], uint32_t colour)
{
	const unsigned number = colour & 0xff;
	char word[WORD];

	if (number < COUNT(colours))
		(void)snprintf(word, sizeof(word), "%s", colours[number]);
	else
		(void)snprintf(word, sizeof(word), "%u", number);
	add(words, word);
}

void
vt_style_text(const struct vt_style *style, char words[VT_STYLE])
{
	words[0] = '\0';
	for (size_t i = 0; i < COUNT(marks); i++)
		if (style->marks & 1u << i)
			add(words, marks[i]);
	if (style->ink != 0)
		add_colour(words, style->ink);
	if (style->paper != 0) {
		add(words, "on");
		add_colour(words, style->paper);
	}
	if (words[0] == '\0')
		add(words, "none");
}

bool
vt_style_is(
    const struct vt_style *style, const struct vt_style *wanted, bool space)
{
	const unsigned seen =
	    space ? VT_UNDERLINE | VT_REVERSE | VT_STRIKE : ~0u;

	return (style->marks & seen) == (wanted->marks & seen) &&
	    style->paper == wanted->paper &&
	    (space || style->ink == wanted->ink);
}
