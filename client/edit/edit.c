/* The line being typed: see edit.h. */
#include "edit/edit.h"

#include <stdint.h>

#include "edit/secrets.h"
#include "shared/crypto/secret.h"
#include "shared/text/utf8.h"
#include "text/width.h"

bool
edit_replace(struct edit *edit, size_t from, struct str text)
{
	const size_t old = edit->cursor - from;

	if (text.len > EDIT_MOST - (edit->len - old))
		return false;
	memmove(edit->text + from + text.len, edit->text + edit->cursor,
	    edit->len - edit->cursor);
	memcpy(edit->text + from, text.at, text.len);
	edit->len += text.len - old;
	edit->cursor = from + text.len;
	return true;
}

/*
 * Places in a line are byte offsets. The start of a character can be found only
 * from the start of the line, for it depends on the characters before: two
 * letters make a flag, and a third begins another.
 */

static size_t
next(struct str line, size_t at)
{
	size_t columns;

	return at +
	    width_first((struct str) { line.at + at, line.len - at }, &columns);
}

/* Returns the end of the character at or around the place. */
static size_t
step_right(struct str line, size_t at)
{
	size_t end = 0;

	while (end <= at && end < line.len)
		end = next(line, end);
	return end;
}

size_t
edit_step_left(struct str line, size_t at)
{
	size_t start = 0;

	for (size_t end = 0; end < at && end < line.len;
	     end = next(line, start))
		start = end;
	return start;
}

/*
 * Returns whether the character at the place is part of a word: an ASCII letter
 * or digit, or any character of a particular script.
 */
static bool
is_word(struct str line, size_t at)
{
	uint32_t c = 0;

	if (utf8_decode(line.at + at, line.len - at, &c) == 0)
		return false;
	if (c < 0x80)
		return (c >= '0' && c <= '9') ||
		    (unicode_properties(c) & UNI_LATIN) != 0;
	return unicode_scripts(c).word[0] != UINT64_MAX;
}

/* The next place by words: past everything else, then past the word. */
static size_t
step_word_right(struct str line, size_t at)
{
	while (at < line.len && !is_word(line, at))
		at = next(line, at);
	while (at < line.len && is_word(line, at))
		at = next(line, at);
	return at;
}

static size_t
step_word_left(struct str line, size_t at)
{
	size_t start = 0;
	bool before = false;

	for (size_t here = 0; here < at; here = next(line, here)) {
		const bool word = is_word(line, here);
		if (word && !before)
			start = here;
		before = word;
	}
	return start;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n';
}

/* The previous place by words separated by spaces only. */
static size_t
step_blank_left(struct str line, size_t at)
{
	while (at > 0 && is_blank(line.at[at - 1]))
		at--;
	while (at > 0 && !is_blank(line.at[at - 1]))
		at--;
	return at;
}

static size_t
stay(struct str line, size_t at)
{
	(void)line;
	return at;
}

static size_t
start_of(struct str line, size_t at)
{
	(void)line;
	(void)at;
	return 0;
}

static size_t
end_of(struct str line, size_t at)
{
	(void)at;
	return line.len;
}

/*
 * The keys that move the cursor, and those that delete what is between two
 * places.
 */
static const struct edit_action {
	enum key_kind kind;
	size_t (*from)(struct str line, size_t at); /* null: it moves */
	size_t (*to)(struct str line, size_t at);
} table[] = {
	{ KEY_LEFT, NULL, edit_step_left },
	{ KEY_RIGHT, NULL, step_right },
	{ KEY_WORD_LEFT, NULL, step_word_left },
	{ KEY_WORD_RIGHT, NULL, step_word_right },
	{ KEY_HOME, NULL, start_of },
	{ KEY_END, NULL, end_of },
	{ KEY_SCROLL_HOME, NULL, start_of },
	{ KEY_SCROLL_END, NULL, end_of },
	{ KEY_BACKSPACE, edit_step_left, stay },
	{ KEY_DELETE, stay, step_right },
	{ KEY_KILL_BEFORE, start_of, stay },
	{ KEY_KILL_BEHIND, stay, end_of },
	{ KEY_KILL_WORD, step_blank_left, stay },
	{ KEY_KILL_WORD_BEFORE, step_word_left, stay },
	{ KEY_KILL_WORD_BEHIND, stay, step_word_right },
};

/* Keeps what is deleted for Ctrl-Y, unless it may be a secret. */
static void
keep_killed(struct edit *edit, size_t from, size_t to)
{
	if (from == to || secrets_in(edit_line(edit)))
		return;
	edit->killed_len = to - from;
	memcpy(edit->killed, edit->text + from, to - from);
}

/* Does it; false if the cursor, or the line, stays as it is. */
static bool
act(struct edit *edit, const struct edit_action *action)
{
	const struct str line = edit_line(edit);
	const size_t to = action->to(line, edit->cursor);
	size_t from = edit->cursor;

	if (action->from != NULL) {
		from = action->from(line, edit->cursor);
		if (action->kind >= KEY_KILL_BEFORE)
			keep_killed(edit, from, to);
		memmove(edit->text + from, edit->text + to, edit->len - to);
		edit->len -= to - from;
		edit->cursor = from;
	} else {
		edit->cursor = to;
	}
	/* Home and End are often pressed just in case. */
	return from != to ||
	    (action->from == NULL &&
		(action->to == start_of || action->to == end_of));
}

void
edit_set(struct edit *edit, struct str line, size_t cursor, size_t ago)
{
	if (edit->ago == 0 && ago > 0) {
		memcpy(edit->draft, edit->text, edit->len);
		edit->draft_len = edit->len;
	}
	if (line.len > 0)
		memmove(edit->text, line.at, line.len);
	edit->len = line.len;
	edit->cursor = cursor;
	edit->ago = ago;
}

bool
edit_go(struct edit *edit, size_t ago)
{
	struct str line = { edit->draft, edit->draft_len };

	if (ago == edit->ago)
		return true;
	if (ago > 0 && !history_get(&edit->history, ago, &line))
		return false;
	edit_set(edit, line, line.len, ago);
	return true;
}

bool
edit_key(struct edit *edit, const struct key *key)
{
	switch (key->kind) {
	case KEY_CHARACTER:
		return edit_replace(
		    edit, edit->cursor, (struct str) { key->bytes, key->len });
	case KEY_YANK:
		return edit->killed_len > 0 &&
		    edit_replace(edit, edit->cursor,
			(struct str) { edit->killed, edit->killed_len });
	case KEY_BREAK:
		return edit_replace(edit, edit->cursor, STR("\n"));
	case KEY_UP:
		return edit_go(edit, edit->ago + 1);
	case KEY_DOWN:
		return edit->ago > 0 && edit_go(edit, edit->ago - 1);
	default:
		break;
	}
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].kind == key->kind)
			return act(edit, &table[i]);
	return true;
}

struct str
edit_line(const struct edit *edit)
{
	return (struct str) { edit->text, edit->len };
}

void
edit_clear(struct edit *edit)
{
	edit->len = edit->cursor = edit->draft_len = edit->ago = 0;
	secret_wipe(edit->text, sizeof(edit->text));
	secret_wipe(edit->draft, sizeof(edit->draft));
}

bool
edit_done(struct edit *edit)
{
	const bool kept = history_remember(&edit->history, edit_line(edit));

	edit_clear(edit);
	return kept;
}

void
edit_free(struct edit *edit)
{
	edit_clear(edit);
	secret_wipe(edit->killed, sizeof(edit->killed));
	edit->killed_len = 0;
	history_free(&edit->history);
}
