/*
 * client/edit/edit: the line that is being typed, by the keys of readline's
 * emacs mode.
 */
#include "client/edit/edit.h"

#include <stdio.h>

#include "tests/lib/tap.h"

#define SALAM "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85" /* Persian, 8 bytes */
#define SMILE "\xf0\x9f\x98\x80"

/* A key that is no character. */
static bool
press(struct edit *edit, enum key_kind kind)
{
	const struct key key = { .kind = kind };

	return edit_key(edit, &key);
}

static void
type(struct edit *edit, const char *bytes)
{
	struct keys keys = { 0 };

	for (; *bytes != '\0'; bytes++) {
		const struct key key = keys_feed(&keys, *bytes);
		(void)edit_key(edit, &key); /* full is tested by itself */
	}
}

/* One key in a line with the cursor in some place. */
static const struct {
	const char *line;
	size_t cursor; /* bytes */
	enum key_kind key;
	const char *after;
	size_t cursor_after;
	bool done;
} rows[] = {
	{ "abc", 3, KEY_LEFT, "abc", 2, true },
	{ "abc", 0, KEY_LEFT, "abc", 0, false },
	{ "abc", 2, KEY_RIGHT, "abc", 3, true },
	{ "abc", 3, KEY_RIGHT, "abc", 3, false },
	{ "abc", 2, KEY_HOME, "abc", 0, true },
	{ "abc", 1, KEY_END, "abc", 3, true },
	{ "abc", 2, KEY_BACKSPACE, "ac", 1, true },
	{ "abc", 0, KEY_BACKSPACE, "abc", 0, false },
	{ "abc", 1, KEY_BREAK, "a\nbc", 2, true },
	{ "a\033\nbc", 2, KEY_LEFT, "a\nbc", 1, true },
	{ "a\033\nbc", 2, KEY_BACKSPACE, "abc", 1, true },
	{ "one\033\ntwo", 7, KEY_KILL_WORD, "one\n", 4, true },
	{ "abc", 1, KEY_DELETE, "ac", 1, true },
	{ "abc", 3, KEY_DELETE, "abc", 3, false },
	{ "abc", 1, KEY_KILL_BEFORE, "bc", 0, true },
	{ "abc", 1, KEY_KILL_BEHIND, "a", 1, true },
	{ "one two  ", 9, KEY_KILL_WORD, "one ", 4, true },
	{ "one two", 5, KEY_KILL_WORD, "one wo", 4, true },
	{ "", 0, KEY_KILL_WORD, "", 0, false },
	{ "", 0, KEY_UP, "", 0, false },
	{ "", 0, KEY_DOWN, "", 0, false },
	/* a with a dot below and a diaeresis is one character */
	{ "xa\xcc\xa3\xcc\x88", 6, KEY_LEFT, "xa\xcc\xa3\xcc\x88", 1, true },
	{ "a\xcc\xa3\xcc\x88x", 0, KEY_RIGHT, "a\xcc\xa3\xcc\x88x", 5, true },
	{ "xa\xcc\xa3\xcc\x88", 6, KEY_BACKSPACE, "x", 1, true },
	{ "a\xcc\xa3\xcc\x88x", 0, KEY_DELETE, "x", 0, true },
	/* a mark with nothing before it stands alone */
	{ "\xcc\x88", 2, KEY_LEFT, "\xcc\x88", 0, true },
	{ "\xe6\xbc\xa2x", 3, KEY_BACKSPACE, "x", 0, true },
	{ "abc", 2, KEY_REDRAW, "abc", 2, true },
	{ "one, two", 8, KEY_WORD_LEFT, "one, two", 5, true },
	{ "one, two", 0, KEY_WORD_LEFT, "one, two", 0, false },
	{ "one, two", 3, KEY_WORD_RIGHT, "one, two", 8, true },
	{ "one, two", 8, KEY_WORD_RIGHT, "one, two", 8, false },
	{ "one, two", 8, KEY_KILL_WORD_BEFORE, "one, ", 5, true },
	{ "one, two", 0, KEY_KILL_WORD_BEFORE, "one, two", 0, false },
	{ "one, two", 3, KEY_KILL_WORD_BEHIND, "one", 3, true },
	{ "one, two", 8, KEY_KILL_WORD_BEHIND, "one, two", 8, false },
	{ "a/b c/d", 7, KEY_KILL_WORD, "a/b ", 4, true },
	{ SALAM " " SALAM, 17, KEY_WORD_LEFT, SALAM " " SALAM, 9, true },
	{ SALAM " " SALAM, 0, KEY_KILL_WORD_BEHIND, " " SALAM, 0, true },
	{ "a_" SMILE " b", 7, KEY_WORD_LEFT, "a_" SMILE " b", 0, true },
	{ "abc", 1, KEY_SCROLL_HOME, "abc", 0, true },
	{ "abc", 1, KEY_SCROLL_END, "abc", 3, true },
};

static void
edits(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct edit edit = { 0 };

		type(&edit, rows[i].line);
		edit.cursor = rows[i].cursor;
		TAP_NUM(press(&edit, rows[i].key), rows[i].done,
		    "row %zu: is it done", i);
		TAP_STR(edit_line(&edit), str_from(rows[i].after),
		    "row %zu: the line", i);
		TAP_NUM(edit.cursor, rows[i].cursor_after,
		    "row %zu: the cursor", i);
		edit_free(&edit);
	}
}

static void
is_full(void)
{
	static struct edit edit;
	const struct key a = { .kind = KEY_CHARACTER, .bytes = "a", .len = 1 };
	const struct key wide = {
		.kind = KEY_CHARACTER, .bytes = "\xc3\xa4", .len = 2
	};

	for (size_t i = 0; i < EDIT_MOST - 1; i++)
		if (!edit_key(&edit, &a))
			break;
	TAP_NUM(edit.len, EDIT_MOST - 1, "one byte less than can be");
	TAP_OK(!edit_key(&edit, &wide), "two bytes more are too many");
	TAP_OK(edit_key(&edit, &a), "one is not");
	TAP_OK(!edit_key(&edit, &a), "the line is full");
	TAP_NUM(edit.len, EDIT_MOST, "and as long as can be");
	edit_free(&edit);
}

int
main(void)
{
	edits();
	is_full();
	return tap_done();
}
