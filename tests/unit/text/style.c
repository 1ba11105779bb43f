/*
 * client/text/style: a style in words, and as the sequence for a terminal with
 * so many colours.
 */
#include "client/text/style.h"

#include "tests/lib/must.h"

#define DEPTHS 4

static const struct {
	const char *words;
	const char *again; /* as style_words has it; null: the same */
	const char *sgr[DEPTHS];
} rows[] = {
	{ "reverse underline italic dim bold",
	    "bold dim italic underline reverse",
	    { "\033[1;2;3;4;7m", "\033[1;2;3;4;7m", "\033[1;2;3;4;7m",
		"\033[1;2;3;4;7m" } },
	{ "BOLD Bright-Red", "bold bright-red",
	    { "\033[1m", "\033[1;91m", "\033[1;91m", "\033[1;91m" } },
	{ "white on blue", NULL,
	    { "\033[7m", "\033[37;44m", "\033[37;44m", "\033[37;44m" } },
	{ "3", "yellow", { "", "\033[33m", "\033[33m", "\033[33m" } },
	{ "15", "bright-white", { "", "\033[97m", "\033[97m", "\033[97m" } },
	/* The nearest: of the cube and the greys, and of the usual. */
	{ "196", NULL, { "", "\033[91m", "\033[38;5;196m", "\033[38;5;196m" } },
	{ "255", NULL, { "", "\033[37m", "\033[38;5;255m", "\033[38;5;255m" } },
	{ "#5f87af", NULL,
	    { "", "\033[90m", "\033[38;5;67m", "\033[38;2;95;135;175m" } },
	{ "#FE0102 on #010203", "#fe0102 on #010203",
	    { "\033[7m", "\033[91;40m", "\033[38;5;196;48;5;16m",
		"\033[38;2;254;1;2;48;2;1;2;3m" } },
};

static const char *const wrong[] = { "", " ", "bold ", "bold  red", "loud",
	"256", "-1", "#12345", "#1234567", "#12345g", "#", "on", "red on",
	"red blue", "on red on blue", "on bold", "on on", "bright-" };

static void
is_read(size_t i)
{
	const struct str words = str_from(rows[i].words);
	const char *again = rows[i].again;
	struct style style, second;
	char room[STYLE_WORDS];
	char sgr[STYLE_SGR];

	MUST(style_read(&style, words) == NULL, "\"%s\"", rows[i].words);
	const struct str said = style_words(&style, room);
	TAP_STR(said, again == NULL ? words : str_from(again),
	    "row %zu: in words", i);
	MUST(style_read(&second, said) == NULL, "row %zu: its own words", i);
	TAP_OK(style_same(&style, &second), "row %zu: read again", i);
	for (size_t depth = 0; depth < DEPTHS; depth++)
		TAP_STR(style_sgr(&style, (enum depth)depth, sgr),
		    str_from(rows[i].sgr[depth]), "row %zu: depth %zu", i,
		    depth);
}

static void
refuses(void)
{
	struct style before;

	MUST(style_read(&before, STR("bold 7")) == NULL, "a style");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct style style = before;
		TAP_OK(style_read(&style, str_from(wrong[i])) != NULL &&
			style_same(&style, &before),
		    "\"%s\" is refused", wrong[i]);
	}
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		is_read(i);
	refuses();
	return tap_done();
}
