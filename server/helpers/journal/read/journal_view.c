/* A window on a file of the history: see journal_view.h. */
#include "helpers/journal/read/journal_view.h"

#include <errno.h>

/* A read of a few lines, while it is not known that more are near. */
#define SMALL (2 * JOURNAL_LINE)

/* After so many records of one window, the next one is large. */
#define DENSE 4

void
journal_view_init(
    struct journal_view *view, struct journal_files *files, char *room)
{
	*view = (struct journal_view) { .files = files, .room = room };
}

void
journal_view_forget(struct journal_view *view, uint64_t key)
{
	if (view->key == key)
		view->key = 0;
}

void
journal_view_change(
    struct journal_view *view, uint64_t key, uint64_t at, struct str text)
{
	if (key != view->key || at + text.len <= view->from ||
	    at >= view->from + view->len)
		return;
	if (at < view->from || at + text.len > view->from + view->len)
		journal_view_forget(view, key);
	else
		memcpy(view->room + (at - view->from), text.at, text.len);
}

/*
 * Reads a window with the position in it, and most of it on the way on. False
 * with errno.
 */
static bool
view_fill(
    struct journal_view *view, uint64_t key, uint64_t at, enum journal_way way)
{
	const size_t size =
	    view->hits >= DENSE ? JOURNAL_VIEW_ROOM : (size_t)SMALL;
	const uint64_t end = at + JOURNAL_LINE;
	ssize_t count;

	view->from = at;
	if (way == JOURNAL_BACK)
		view->from = end > size ? end - size : 0;
	view->hits = 0;
	count =
	    journal_files_read(view->files, key, view->from, view->room, size);
	view->len = count < 0 ? 0 : (size_t)count;
	view->key = count < 0 ? 0 : key;
	return count >= 0;
}

/* Returns the part of the window from a position on; empty if outside. */
static struct str
view_from(const struct journal_view *view, uint64_t key, uint64_t at)
{
	if (key != view->key || at < view->from || at >= view->from + view->len)
		return STR("");
	return (struct str) { view->room + (at - view->from),
		view->len - (size_t)(at - view->from) };
}

/* Shortens what begins with a line to the line. Returns whether it is whole. */
static bool
cut_line(struct str *line)
{
	const char *lf;

	if (line->len > JOURNAL_LINE)
		line->len = JOURNAL_LINE;
	lf = line->len == 0 ? NULL : memchr(line->at, '\n', line->len);
	if (lf != NULL)
		line->len = (size_t)(lf + 1 - line->at);
	return lf != NULL || line->len == JOURNAL_LINE;
}

struct str
journal_view_line(
    struct journal_view *view, uint64_t key, uint64_t at, enum journal_way way)
{
	struct str line = view_from(view, key, at);

	errno = 0;
	if (cut_line(&line)) {
		view->hits++;
		return line;
	}
	if (!view_fill(view, key, at, way))
		return STR("");
	line = view_from(view, key, at);
	(void)cut_line(&line);
	return line;
}

bool
journal_view_has_failed(void)
{
	return errno != 0 && errno != ENOENT;
}

/* Notes that the line of a file is damaged, and was not overwritten. */
static void
note_damage(struct journal_view *view, uint64_t key, struct str line)
{
	struct journal_file *file = journal_files_find(view->files, key);

	if (file != NULL && line.at[0] != JOURNAL_WIPED)
		file->is_damaged = true;
}

enum journal_seen
journal_view_read(struct journal_view *view, uint64_t key, uint64_t at,
    enum journal_way way, struct journal_record *record, size_t *len)
{
	struct str line = journal_view_line(view, key, at, way);

	if (line.len == 0 && errno != 0)
		return JOURNAL_UNREADABLE;
	*len = line.len;
	if (line.len == 0 || line.at[line.len - 1] != '\n')
		return JOURNAL_DAMAGED;
	line.len--;
	if (journal_record_read(line, record))
		return JOURNAL_SEEN;
	if (line.len > 0)
		note_damage(view, key, line);
	return JOURNAL_DAMAGED;
}

bool
journal_view_before(
    struct journal_view *view, uint64_t key, uint64_t at, uint64_t *before)
{
	const uint64_t least =
	    at > JOURNAL_LINE + 1 ? at - JOURNAL_LINE - 1 : 0;
	const char *byte;

	if (at == 0)
		return false;
	if ((view_from(view, key, least).len == 0 ||
		view_from(view, key, at - 1).len == 0) &&
	    !view_fill(view, key, at - 1, JOURNAL_BACK))
		return false;
	if (view_from(view, key, at - 1).len == 0)
		return false;
	/* The LF of the line before is at - 1. */
	byte = view->room + (at - 1 - view->from);
	*before = at - 1;
	while (*before > least && byte[-1] != '\n') {
		byte--;
		(*before)--;
	}
	view->hits++;
	return true;
}
