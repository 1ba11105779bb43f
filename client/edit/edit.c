/*
 * The line being typed: see edit.h. A character that takes no column belongs
 * to the one before it: the cursor never stands between the two.
 */
#include "edit/edit.h"

#include <stdint.h>
#include <stdlib.h>

#include "shared/utf8.h"

/* The length in bytes of one code point, and its columns. */
static size_t
measure(const struct edit *edit, size_t at, size_t *columns)
{
	uint32_t c = 0;
	const size_t len = utf8_decode(edit->text + at, edit->len - at, &c);

	*columns = (size_t)unicode_width(c);
	return len > 0 ? len : 1;
}

/* Where the character after the one at this offset begins. */
static size_t
next(const struct edit *edit, size_t at, size_t *columns)
{
	size_t more = 0;

	*columns = 0;
	if (at < edit->len)
		at += measure(edit, at, columns);
	while (at < edit->len) {
		const size_t len = measure(edit, at, &more);
		if (more > 0)
			break;
		at += len;
	}
	return at;
}

/* Where the code point before this offset begins. */
static size_t
point_before(const struct edit *edit, size_t at)
{
	while (at > 0)
		if (((unsigned char)edit->text[--at] & 0xc0) != 0x80)
			break;
	return at;
}

/* Where the character before this offset begins. */
static size_t
previous(const struct edit *edit, size_t at)
{
	size_t columns = 0;

	while (at > 0 && columns == 0) {
		at = point_before(edit, at);
		(void)measure(edit, at, &columns); /* only its columns */
	}
	return at;
}

static size_t
columns_between(const struct edit *edit, size_t from, size_t to)
{
	size_t sum = 0;
	size_t columns;

	while (from < to) {
		from = next(edit, from, &columns);
		sum += columns;
	}
	return sum;
}

/* Deletes a part of the line; the cursor is then where it was. */
static bool
cut(struct edit *edit, size_t from, size_t to)
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
left(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, previous(edit, edit->cursor));
}

static bool
right(struct edit *edit, const struct key *key)
{
	size_t columns;

	(void)key;
	return move(edit, next(edit, edit->cursor, &columns));
}

static bool
home(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, 0);
}

static bool
end(struct edit *edit, const struct key *key)
{
	(void)key;
	return move(edit, edit->len);
}

static bool
backspace(struct edit *edit, const struct key *key)
{
	(void)key;
	return cut(edit, previous(edit, edit->cursor), edit->cursor);
}

static bool delete (struct edit *edit, const struct key *key)
{
	size_t columns;

	(void)key;
	return cut(edit, edit->cursor, next(edit, edit->cursor, &columns));
}

static bool
kill_before(struct edit *edit, const struct key *key)
{
	(void)key;
	return cut(edit, 0, edit->cursor);
}

static bool
kill_behind(struct edit *edit, const struct key *key)
{
	(void)key;
	return cut(edit, edit->cursor, edit->len);
}

static bool
kill_word(struct edit *edit, const struct key *key)
{
	size_t from = edit->cursor;

	(void)key;
	while (from > 0 && edit->text[from - 1] == ' ')
		from--;
	while (from > 0 && edit->text[from - 1] != ' ')
		from--;
	return cut(edit, from, edit->cursor);
}

static void
set(struct edit *edit, struct str line)
{
	if (line.len > 0)
		memcpy(edit->text, line.at, line.len);
	edit->len = line.len;
	edit->cursor = line.len;
	edit->from = 0; /* of the line before it may be within a character */
}

static void
drop_draft(struct edit *edit)
{
	free(edit->draft);
	edit->draft = NULL;
	edit->draft_len = 0;
}

/* Puts aside what was typed; without memory it is not there afterwards. */
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

static bool
earlier(struct edit *edit, const struct key *key)
{
	struct str line;

	(void)key;
	if (!history_get(&edit->history, edit->ago + 1, &line))
		return false;
	if (edit->ago++ == 0)
		keep_draft(edit);
	set(edit, line);
	return true;
}

static bool
later(struct edit *edit, const struct key *key)
{
	struct str line = { edit->draft, edit->draft_len };

	(void)key;
	if (edit->ago == 0)
		return false;
	edit->ago--;
	if (edit->ago > 0 && !history_get(&edit->history, edit->ago, &line))
		return false;
	set(edit, line);
	return true;
}

bool
edit_key(struct edit *edit, const struct key *key)
{
	static bool (*const actions[KEY_COUNT])(
	    struct edit *, const struct key *) = {
		[KEY_CHARACTER] = insert,
		[KEY_LEFT] = left,
		[KEY_RIGHT] = right,
		[KEY_UP] = earlier,
		[KEY_DOWN] = later,
		[KEY_HOME] = home,
		[KEY_END] = end,
		[KEY_BACKSPACE] = backspace,
		[KEY_DELETE] = delete,
		[KEY_KILL_BEFORE] = kill_before,
		[KEY_KILL_BEHIND] = kill_behind,
		[KEY_KILL_WORD] = kill_word,
	};

	return actions[key->kind] == NULL || actions[key->kind](edit, key);
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
	drop_draft(edit);
}

void
edit_done(struct edit *edit)
{
	history_add(&edit->history, edit_line(edit));
	edit_clear(edit);
}

/* Moves the window such that the cursor is in it and no room is wasted. */
static void
scroll(struct edit *edit, size_t columns)
{
	size_t unused;

	if (edit->from > edit->cursor)
		edit->from = edit->cursor;
	while (columns_between(edit, edit->from, edit->cursor) > columns)
		edit->from = next(edit, edit->from, &unused);
	/* The cursor may stand in front of a mark of the last one. */
	if (edit->from > edit->cursor)
		edit->from = edit->cursor;
	while (edit->from > 0 &&
	    columns_between(edit, previous(edit, edit->from), edit->len) <=
		columns)
		edit->from = previous(edit, edit->from);
}

struct edit_view
edit_view(struct edit *edit, size_t columns)
{
	size_t sum = 0;
	size_t to;
	size_t more;

	scroll(edit, columns);
	for (to = edit->from; to < edit->len; sum += more) {
		const size_t behind = next(edit, to, &more);
		if (sum + more > columns)
			break;
		to = behind;
	}
	return (struct edit_view) {
		.shown = { edit->text + edit->from, to - edit->from },
		.cursor = columns_between(edit, edit->from, edit->cursor),
	};
}

void
edit_free(struct edit *edit)
{
	edit_clear(edit);
	history_free(&edit->history);
}
