/*
 * client/text/style: a style in words, and as the sequence for a terminal with
 * so many colours; and which sequences a style is read from.
 */
#include "client/text/style.h"

#include <stdlib.h>

#include "tests/lib/must.h"

#define DEPTHS 3

/* Terminals with no colours, 16 and 256. */
static const char *const depths[DEPTHS] = { "dumb", "xterm", "xterm-256color" };

static const struct {
	const char *words;
	const char *again; /* as style_words has it; null: the same */
	const char *sgr[DEPTHS];
} rows[] = {
	{ "none", NULL, { "", "", "" } },
	{ "reverse underline italic dim bold",
	    "bold dim italic underline reverse",
	    { "\033[1;2;3;4;7m", "\033[1;2;3;4;7m", "\033[1;2;3;4;7m" } },
	{ "BOLD Bright-Red", "bold bright-red",
	    { "\033[1m", "\033[1;91m", "\033[1;91m" } },
	/* The closest of the usual: bright red, cyan, white. */
	{ "196", NULL, { "", "\033[91m", "\033[38;5;196m" } },
	{ "30 on 254", NULL,
	    { "\033[7m", "\033[36;107m", "\033[38;5;30;48;5;254m" } },
};

static const char *const wrong[] = { "", "bold ", "loud", "256", "#123456",
	"on", "red blue", "on red on blue", "on bold" };

static void
is_read(size_t i)
{
	const struct str words = str_from(rows[i].words);
	const char *again = rows[i].again;
	char room[STYLE_WORDS], written[STYLE_SGR];
	sgr style = 0;

	MUST(style_read(&style, words) == NULL, "\"%s\"", rows[i].words);
	TAP_STR(style_words(style, room),
	    again == NULL ? words : str_from(again), "row %zu: in words", i);
	for (size_t depth = 0; depth < DEPTHS; depth++) {
		MUST(setenv("TERM", depths[depth], 1) == 0, "environment");
		style_begin();
		const sgr seen = style_shown(style);
		const struct str it = style_write(0, seen, written);
		TAP_STR(it, str_from(rows[i].sgr[depth]), "row %zu: depth %zu",
		    i, depth);
		TAP_NUM(style_after(0, it), seen, "row %zu: read again", i);
	}
}

static void
refuses(void)
{
	for (size_t i = 0; i < COUNT(wrong); i++) {
		sgr style = STYLE_BOLD;
		TAP_OK(style_read(&style, str_from(wrong[i])) != NULL &&
			style == STYLE_BOLD,
		    "\"%s\" is refused", wrong[i]);
	}
}

/* From one style to the other, in words, and in one sequence. */
static const char *const changes[][3] = {
	{ "bold", "bold", "" },
	{ "bold red", "none", "\033[0m" },
	{ "bold", "bold red", "\033[31m" },
	{ "bold red", "bold", "\033[0;1m" },
	{ "bold red", "red", "\033[0;31m" },
};

/* Texts, and the style behind them if it was bold before. */
static const char *const texts[][2] = {
	{ "a\033[mb", "none" },
	{ "\033[0;31mred \033[102mx", "red on bright-green" },
	{ "\033[2J\033[31", "bold" },
	{ "\033[1000m\033[38m\033[;m", "none" },
};

static sgr
style_of(const char *words)
{
	sgr style = 0;

	MUST(style_read(&style, str_from(words)) == NULL, "\"%s\"", words);
	return style;
}

static void
changes_styles(void)
{
	char room[STYLE_SGR];

	for (size_t i = 0; i < COUNT(changes); i++)
		TAP_STR(style_write(style_of(changes[i][0]),
			    style_of(changes[i][1]), room),
		    str_from(changes[i][2]), "change %zu", i);
	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_NUM(style_after(STYLE_BOLD, str_from(texts[i][0])),
		    style_of(texts[i][1]), "text %zu", i);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		is_read(i);
	refuses();
	changes_styles();
	return tap_done();
}
