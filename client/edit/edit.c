/* The line being typed: see edit.h. */
#include "edit/edit.h"

#include <stdlib.h>

#include "edit/step.h"
#include "shared/crypto/secret.h"
#include "text/width.h"

static struct str
part(const struct edit *edit, size_t from, size_t to)
{
	return (struct str) { edit->text + from, to - from };
}

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

/* Places in a line that keys go to, besides those of step.h. */

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
static const struct action {
	enum key_kind kind;
	size_t (*from)(struct str line, size_t at); /* null: it moves */
	size_t (*to)(struct str line, size_t at);
} table[] = {
	{ KEY_LEFT, NULL, step_left },
	{ KEY_RIGHT, NULL, step_right },
	{ KEY_WORD_LEFT, NULL, step_word_left },
	{ KEY_WORD_RIGHT, NULL, step_word_right },
	{ KEY_HOME, NULL, start_of },
	{ KEY_END, NULL, end_of },
	{ KEY_SCROLL_HOME, NULL, start_of },
	{ KEY_SCROLL_END, NULL, end_of },
	{ KEY_BACKSPACE, step_left, stay },
	{ KEY_DELETE, stay, step_right },
	{ KEY_KILL_BEFORE, start_of, stay },
	{ KEY_KILL_BEHIND, stay, end_of },
	{ KEY_KILL_WORD, step_blank_left, stay },
	{ KEY_KILL_WORD_BEFORE, step_word_left, stay },
	{ KEY_KILL_WORD_BEHIND, stay, step_word_right },
};

/* Does it; false if the cursor, or the line, stays as it is. */
static bool
act(struct edit *edit, const struct action *action)
{
	const struct str line = edit_line(edit);
	const size_t to = action->to(line, edit->cursor);
	size_t from = edit->cursor;

	if (action->from != NULL) {
		from = action->from(line, edit->cursor);
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

static void
drop_draft(struct edit *edit)
{
	if (edit->draft != NULL)
		secret_wipe(edit->draft, edit->draft_len);
	free(edit->draft);
	edit->draft = NULL;
	edit->draft_len = 0;
}

/* Saves the new line as the draft; without memory it is lost. */
static void
keep_draft(struct edit *edit)
{
	drop_draft(edit);
	edit->draft = malloc(EDIT_MOST);
	if (edit->draft == NULL)
		return;
	memcpy(edit->draft, edit->text, edit->len);
	edit->draft_len = edit->len;
}

void
edit_set(struct edit *edit, struct str line, size_t cursor, size_t ago)
{
	if (edit->ago == 0 && ago > 0)
		keep_draft(edit);
	if (line.len > 0)
		memmove(edit->text, line.at, line.len);
	edit->len = line.len;
	edit->cursor = cursor;
	edit->from = 0; /* the old offset may be inside a character here */
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
	edit->len = edit->cursor = edit->from = edit->ago = 0;
	secret_wipe(edit->text, sizeof(edit->text));
	drop_draft(edit);
}

bool
edit_done(struct edit *edit)
{
	const bool kept = history_remember(&edit->history, edit_line(edit));

	edit_clear(edit);
	return kept;
}

/* Scrolls so that the cursor is visible and no column is wasted. */
static void
scroll(struct edit *edit, size_t columns)
{
	const struct str line = edit_line(edit);
	const size_t most = step_fit(line, columns);

	if (edit->from > edit->cursor)
		edit->from = edit->cursor;
	else /* the text may have changed: go to the start of a character */
		edit->from = step_left(line, edit->from + 1);
	edit->from += step_fit(part(edit, edit->from, edit->cursor), columns);
	/*
	 * The cursor may stand before a combining mark of the last character.
	 */
	if (edit->from > edit->cursor)
		edit->from = edit->cursor;
	if (edit->from > most)
		edit->from = most;
}

struct edit_view
edit_view(struct edit *edit, size_t columns)
{
	scroll(edit, columns);
	const struct str rest = part(edit, edit->from, edit->len);
	return (struct edit_view) {
		.shown = { rest.at, width_prefix(rest, columns) },
		.cursor = width_of(part(edit, edit->from, edit->cursor)),
	};
}

void
edit_free(struct edit *edit)
{
	edit_clear(edit);
	history_free(&edit->history);
}
