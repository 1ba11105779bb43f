/*
 * client/text/style: a style as the sequence for a terminal with so many
 * colours; and which sequences a style is read from.
 */
#include "client/text/style.h"

#include <stdlib.h>

#include "tests/lib/must.h"

#define DEPTHS 3

#define RED 1
#define FORE(index) STYLE_COLOUR(STYLE_FORE, index)
#define BACK(index) STYLE_COLOUR(STYLE_BACK, index)

/* Terminals with no colours, 16 and 256. */
static const char *const depths[DEPTHS] = { "dumb", "xterm", "xterm-256color" };

static const struct {
	sgr style;
	const char *sgr[DEPTHS];
} rows[] = {
	{ 0, { "", "", "" } },
	{ STYLE_MARKS, { "\033[1;2;4;7m", "\033[1;2;4;7m", "\033[1;2;4;7m" } },
	{ STYLE_BOLD | FORE(8 + RED),
	    { "\033[1m", "\033[1;91m", "\033[1;91m" } },
	{ FORE(6) | BACK(7), { "\033[7m", "\033[36;47m", "\033[36;47m" } },
};

static void
is_written(size_t i)
{
	char written[STYLE_SGR];

	for (size_t depth = 0; depth < DEPTHS; depth++) {
		MUST(setenv("TERM", depths[depth], 1) == 0, "environment");
		style_begin();
		const sgr seen = style_shown(rows[i].style);
		const struct str it = style_write(0, seen, written);
		TAP_STR(it, str_from(rows[i].sgr[depth]), "row %zu: depth %zu",
		    i, depth);
		TAP_NUM(style_after(0, it), seen, "row %zu: read again", i);
	}
}

/* From one style to the other in one sequence. */
static const struct {
	sgr from, to;
	const char *text;
} changes[] = {
	{ STYLE_BOLD, STYLE_BOLD, "" },
	{ STYLE_BOLD | FORE(RED), 0, "\033[0m" },
	{ STYLE_BOLD, STYLE_BOLD | FORE(RED), "\033[31m" },
	{ STYLE_BOLD | FORE(RED), STYLE_BOLD, "\033[0;1m" },
	{ STYLE_BOLD | FORE(RED), FORE(RED), "\033[0;31m" },
	{ FORE(RED), FORE(196) | BACK(254), "\033[38;5;196;48;5;254m" },
};

/* Texts, and the style behind them if it was bold before. */
static const struct {
	const char *text;
	sgr style;
} texts[] = {
	{ "a\033[mb", 0 },
	{ "\033[0;31mred \033[102mx", FORE(RED) | BACK(8 + 2) },
	{ "\033[38;5;196;48;5;254m", STYLE_BOLD | FORE(196) | BACK(254) },
	{ "\033[2J\033[31", STYLE_BOLD },
	{ "\033[1000m\033[38m\033[;m", 0 },
};

static void
changes_styles(void)
{
	char room[STYLE_SGR];

	for (size_t i = 0; i < COUNT(changes); i++)
		TAP_STR(style_write(changes[i].from, changes[i].to, room),
		    str_from(changes[i].text), "change %zu", i);
	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_NUM(style_after(STYLE_BOLD, str_from(texts[i].text)),
		    texts[i].style, "text %zu", i);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		is_written(i);
	changes_styles();
	return tap_done();
}
