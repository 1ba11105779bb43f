/*
 * client/edit/edit: the line that is being typed, by the keys of readline's
 * emacs mode.
 */
#include "client/edit/edit.h"

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
		(void)edit_key(edit, &key); /* it fits */
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
	{ "abc", 0, KEY_LEFT, "abc", 0, false },
	{ "abc", 3, KEY_RIGHT, "abc", 3, false },
	{ "abc", 0, KEY_BACKSPACE, "abc", 0, false },
	{ "a\033\nbc", 2, KEY_BACKSPACE, "abc", 1, true },
	{ "one\033\ntwo", 7, KEY_KILL_WORD, "one\n", 4, true },
	{ "abc", 3, KEY_DELETE, "abc", 3, false },
	{ "one two  ", 9, KEY_KILL_WORD, "one ", 4, true },
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
	{ "one, two", 0, KEY_WORD_LEFT, "one, two", 0, false },
	{ "one, two", 8, KEY_WORD_RIGHT, "one, two", 8, false },
	{ "one, two", 0, KEY_KILL_WORD_BEFORE, "one, two", 0, false },
	{ "one, two", 8, KEY_KILL_WORD_BEHIND, "one, two", 8, false },
	{ SALAM " " SALAM, 17, KEY_WORD_LEFT, SALAM " " SALAM, 9, true },
	{ SALAM " " SALAM, 0, KEY_KILL_WORD_BEHIND, " " SALAM, 0, true },
	{ "a_" SMILE " b", 7, KEY_WORD_LEFT, "a_" SMILE " b", 0, true },
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
	size_t count = 0;

	while (edit_key(&edit, &a))
		count++;
	TAP_NUM(count, EDIT_MOST, "as long as can be");
	edit_free(&edit);
}

int
main(void)
{
	edits();
	is_full();
	return tap_done();
}
