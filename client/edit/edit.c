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

/* Deletes part of the line and puts the cursor there. */
static bool
edit_cut(struct edit *edit, size_t from, size_t to)
{
	if (from == to)
		return false;
	memmove(edit->text + from, edit->text + to, edit->len - to);
	edit->len -= to - from;
	edit->cursor = from;
	return true;
}

static bool
move(struct edit *edit, size_t to)
{
	const bool moved = edit->cursor != to;

	edit->cursor = to;
	return moved;
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

static bool
insert(struct edit *edit, const struct key *key)
{
	return edit_replace(
	    edit, edit->cursor, (struct str) { key->bytes, key->len });
}

static bool
insert_break(struct edit *edit, const struct key *key)
{
	(void)key;
	return edit_replace(edit, edit->cursor, STR("\n"));
}

static bool
left(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, step_left(edit_line(edit), edit->cursor));
}

static bool
right(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, step_right(edit_line(edit), edit->cursor));
}

static bool
word_left(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, step_word_left(edit_line(edit), edit->cursor));
}

static bool
word_right(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, step_word_right(edit_line(edit), edit->cursor));
}

static bool
home(struct edit *edit, const struct key *key)
{
	(void)key;
	(void)move(edit, 0);
	return true;
}

static bool
edit_end(struct edit *edit, const struct key *key)
{
	(void)key;
	(void)move(edit, edit->len);
	return true;
}

static bool
backspace(struct edit *edit, const struct key *key)
{
	(void)key;
	return edit_cut(
	    edit, step_left(edit_line(edit), edit->cursor), edit->cursor);
}

static bool delete (struct edit *edit, const struct key *key)
{
	(void)key;
	return edit_cut(
	    edit, edit->cursor, step_right(edit_line(edit), edit->cursor));
}

/* Deletes from the cursor to where the key moves. */
static bool
kill_some(struct edit *edit, const struct key *key)
{
	const struct str line = edit_line(edit);
	size_t from = edit->cursor;
	size_t to = from;

	switch (key->kind) {
	case KEY_KILL_BEFORE:
		from = 0;
		break;
	case KEY_KILL_WORD:
		from = step_blank_left(line, to);
		break;
	case KEY_KILL_WORD_BEFORE:
		from = step_word_left(line, to);
		break;
	case KEY_KILL_WORD_BEHIND:
		to = step_word_right(line, from);
		break;
	default:
		to = edit->len;
		break;
	}
	return edit_cut(edit, from, to);
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

static bool
earlier(struct edit *edit, const struct key *key)
{
	const size_t ago = edit->ago + 1;
	struct str line;

	(void)key;
	if (!history_get(&edit->history, ago, &line))
		return false;
	edit_set(edit, line, line.len, ago);
	return true;
}

static bool
later(struct edit *edit, const struct key *key)
{
	struct str line = { edit->draft, edit->draft_len };

	(void)key;
	if (edit->ago == 0)
		return false;
	const size_t ago = edit->ago - 1;
	if (ago > 0 && !history_get(&edit->history, ago, &line))
		return false;
	edit_set(edit, line, line.len, ago);
	return true;
}

bool
edit_key(struct edit *edit, const struct key *key)
{
	static bool (*const actions[KEY_COUNT])(
	    struct edit *, const struct key *) = {
		[KEY_CHARACTER] = insert,
		[KEY_BREAK] = insert_break,
		[KEY_LEFT] = left,
		[KEY_RIGHT] = right,
		[KEY_WORD_LEFT] = word_left,
		[KEY_WORD_RIGHT] = word_right,
		[KEY_UP] = earlier,
		[KEY_DOWN] = later,
		[KEY_HOME] = home,
		[KEY_END] = edit_end,
		[KEY_BACKSPACE] = backspace,
		[KEY_DELETE] = delete,
		[KEY_SCROLL_HOME] = home,
		[KEY_SCROLL_END] = edit_end,
		[KEY_KILL_BEFORE] = kill_some,
		[KEY_KILL_BEHIND] = kill_some,
		[KEY_KILL_WORD] = kill_some,
		[KEY_KILL_WORD_BEFORE] = kill_some,
		[KEY_KILL_WORD_BEHIND] = kill_some,
	};
	bool (*const action)(struct edit *, const struct key *) =
	    actions[key->kind];

	if (action == NULL)
		return true;
	return action(edit, key);
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
