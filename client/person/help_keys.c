/* The page of keys: see help_keys.h. */
#include "person/help_keys.h"

#include <assert.h>

#include "shared/buf.h"

/* Columns of the keys, with what parts them from what they do. */
#define LEFT 20

static const struct {
	const char *keys, *deed;
} rows[] = {
	{ "Alt-1 ... Alt-9", "view 1 to 9; Alt-0 is the view of all" },
	{ "Alt-Left Alt-Right",
	    "the view before, the view after; also Ctrl-P Ctrl-N" },
	{ "Alt-A", "the next view with news, the most urgent first" },
	{ "Alt-N", "hide or show the members at the right" },
	{ "PgUp PgDn", "scroll by a page" },
	{ "Ctrl-Home Ctrl-End", "the oldest, the newest line" },
	{ "Ctrl-S", "search the view; Ctrl-R the match before, Ctrl-G back" },
	{ "", "" },
	{ "Left Right", "by a character; also Ctrl-B Ctrl-F" },
	{ "Alt-B Alt-F", "by a word; also Ctrl-Left Ctrl-Right" },
	{ "Home End", "to the start, to the end; also Ctrl-A Ctrl-E" },
	{ "Up Down", "earlier and later lines; Ctrl-R searches them" },
	{ "Tab", "complete a name, a group or a /command" },
	{ "Backspace Delete",
	    "delete before, under the cursor; also Ctrl-H Ctrl-D" },
	{ "Ctrl-W Alt-D", "delete the word before, after; also Alt-Backspace" },
	{ "Ctrl-U Ctrl-K", "delete to the start, to the end" },
	{ "Ctrl-Y", "put back what was deleted; then Alt-Y: what before it" },
	{ "Ctrl-T", "swap the characters around the cursor" },
	{ "", "" },
	{ "Ctrl-C", "clear the line; if there is none, quit; also Ctrl-D" },
	{ "Ctrl-L", "draw the screen anew" },
	{ "Ctrl-Z Ctrl-\\", "suspend; exit at once" },
};

static_assert(COUNT(rows) <= HELP_KEYS_ROWS, "they fit a screen");

bool
help_keys(size_t i, char room[HELP_KEYS_COLUMNS], struct str *row)
{
	struct buf line;

	if (i >= COUNT(rows))
		return false;
	buf_init(&line, room, HELP_KEYS_COLUMNS);
	(void)BUF_CAT(&line, str_from(rows[i].keys)); /* it fits */
	while (rows[i].deed[0] != '\0' && buf_len(&line) < LEFT)
		(void)BUF_CAT(&line, STR(" "));
	(void)BUF_CAT(&line, str_from(rows[i].deed));
	*row = buf_str(&line);
	return true;
}
