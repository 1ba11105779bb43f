/*
 * All views: see views.h. Counts lines as unread or as news, and drops old ones
 * when memory is short.
 */
#include "views/views.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"

/* --- Lines ---------------------------------------------------------------- */

/*
 * The overhead of common mallocs: a word before the block, and sizes in steps
 * of two words.
 */
#define MALLOC_HEAD sizeof(void *)
#define MALLOC_STEP (2 * sizeof(void *))

/* Returns the size of a line. The text begins in the padding of the struct. */
static size_t
size_with(size_t len)
{
	const size_t size = offsetof(struct line, text) + len;

	return size > sizeof(struct line) ? size : sizeof(struct line);
}

/*
 * Returns a new line, in no list. Null if there is no memory or the text is
 * longer than 4 GiB.
 */
static struct line *
lines_new(enum line_kind kind, usec time, struct str text)
{
	struct line *line =
	    text.len <= UINT32_MAX ? malloc(size_with(text.len)) : NULL;

	if (line == NULL)
		return NULL;
	*line = (struct line) { .time = time,
		.len = (uint32_t)text.len,
		.kind = (unsigned char)kind };
	if (text.len > 0)
		memcpy(line->text, text.at, text.len);
	return line;
}

size_t
views_line_cost(const struct line *line)
{
	const size_t size = size_with(line->len) + MALLOC_HEAD;

	return (size + MALLOC_STEP - 1) / MALLOC_STEP * MALLOC_STEP;
}

/* Inserts the line before another one; at the end if that is null. */
static void
lines_put(struct view_lines *lines, struct line *line, struct line *before)
{
	line->after = before;
	line->before = before != NULL ? before->before : lines->last;
	*(line->before != NULL ? &line->before->after : &lines->first) = line;
	*(before != NULL ? &before->before : &lines->last) = line;
	lines->count++;
	lines->bytes += views_line_cost(line);
}

/* Removes the line from the list; the caller frees it. */
static void
lines_take_out(struct view_lines *lines, struct line *line)
{
	struct line *before = line->before, *after = line->after;

	*(before != NULL ? &before->after : &lines->first) = after;
	*(after != NULL ? &after->before : &lines->last) = before;
	line->before = line->after = NULL;
	lines->count--;
	lines->bytes -= views_line_cost(line);
}

static void
lines_free(struct view_lines *lines)
{
	struct line *next;

	for (struct line *line = lines->first; line != NULL; line = next) {
		next = line->after;
		free(line);
	}
	*lines = (struct view_lines) { 0 };
}

/* --- Views ---------------------------------------------------------------- */

static void
put_name(struct view *view, struct str name)
{
	view->name_len = name.len;
	if (name.len > 0)
		memcpy(view->name, name.at, name.len);
}

/* Appends a new view. Returns null without memory. */
static struct view *
views_make(struct views *views, enum view_kind kind, struct str name)
{
	struct view *view = calloc(1, sizeof(*view));

	if (view == NULL)
		return NULL;
	view->kind = kind;
	put_name(view, name);
	views->view[views->count++] = view;
	return view;
}

bool
views_begin(struct views *views)
{
	*views = (struct views) { .count = 0 };
	return views_make(views, VIEW_ALL, STR("")) != NULL;
}

void
views_free(struct views *views)
{
	for (size_t i = 0; i < views->count; i++) {
		lines_free(&views->view[i]->lines);
		free(views->view[i]);
	}
	*views = (struct views) { 0 };
}

struct view *
views_find(const struct views *views, enum view_kind kind, struct str name)
{
	for (size_t i = 0; i < views->count; i++) {
		struct view *view = views->view[i];
		if (view->kind == kind && str_caseeq(views_name(view), name))
			return view;
	}
	return NULL;
}

struct view *
views_open(struct views *views, enum view_kind kind, struct str name)
{
	struct view *view = views_find(views, kind, name);

	if (view != NULL || kind == VIEW_ALL)
		return view;
	if (views->count == VIEWS_MOST || name.len > sizeof(view->name))
		return NULL;
	return views_make(views, kind, name);
}

struct str
views_title(const struct view *view, char room[VIEWS_TITLE])
{
	struct buf title;

	if (view->kind != VIEW_GROUP)
		return view->kind == VIEW_ALL ? STR("all") : views_name(view);
	buf_init(&title, room, VIEWS_TITLE);
	(void)BUF_CAT(&title, STR("#"), views_name(view)); /* it fits */
	return buf_str(&title);
}

size_t
views_number(const struct views *views, const struct view *view)
{
	size_t i = 0;

	while (i < views->count && views->view[i] != view)
		i++;
	return i;
}

/* Notes that the view is read: nothing unread, no news. */
static void
read_all(struct view *view)
{
	view->unread = view->urgent = 0;
	view->news = NEWS_NONE;
}

void
views_close(struct views *views, struct view *view)
{
	const size_t i = views_number(views, view);

	if (i == 0 || i == views->count)
		return;
	views->bytes -= view->lines.bytes;
	if (views->before == view)
		views->before = NULL;
	lines_free(&view->lines);
	free(view);
	views->count--;
	memmove(&views->view[i], &views->view[i + 1],
	    (views->count - i) * sizeof(struct view *));
	if (views->current >= i)
		views->current--;
	read_all(views_now(views));
}

void
views_rename(struct views *views, struct view *view, struct str name)
{
	const struct view *other = views_find(views, VIEW_PERSON, name);

	if (view != NULL && (other == NULL || other == view) &&
	    name.len <= sizeof(view->name))
		put_name(view, name);
}

struct view *
views_now(const struct views *views)
{
	return views->view[views->current];
}

static void
unmark(struct view *view)
{
	view->mark = NULL;
	view->marked = 0;
}

void
views_unfocus(struct views *views)
{
	if (!views->unfocused)
		unmark(views_now(views));
	views->unfocused = true;
}

void
views_look(struct views *views)
{
	views->unfocused = false;
	read_all(views_now(views));
}

void
views_choose(struct views *views, size_t i)
{
	if (i >= views->count)
		return;
	if (i != views->current) {
		views->before = views_now(views);
		unmark(views->before);
	}
	views->current = i;
	read_all(views_now(views));
}

/* Returns whether a is more urgent than b. */
static bool
is_before(const struct view *a, const struct view *b)
{
	return a->news != b->news ? a->news > b->news : a->turn < b->turn;
}

size_t
views_order(const struct views *views, const struct view *order[VIEWS_MOST])
{
	size_t count = 0;

	for (size_t i = 0; i < views->count; i++) {
		const struct view *view = views->view[i];
		if (view->news == NEWS_NONE)
			continue;
		size_t at = count++;
		for (; at > 0 && is_before(view, order[at - 1]); at--)
			order[at] = order[at - 1];
		order[at] = view;
	}
	return count;
}

/* Redirects a scroll position from one line to another, or to the end. */
static void
place_elsewhere(struct place *place, const struct line *from, struct line *to)
{
	if (place->line != from)
		return;
	place->line = to;
	place->hidden = 0;
	if (to == NULL)
		place->below = 0;
}

/*
 * Takes a line out and frees it. What points to it points to the other line
 * then, or nowhere if that is null.
 */
static void
drop_line(struct views *views, struct view *view, struct line *line,
    struct line *other)
{
	if (view->found == line)
		view->found = other;
	if (view->waiting == line)
		view->waiting = other;
	if (view->mark == line)
		view->mark = other;
	if (view->mark == NULL)
		view->marked = 0;
	place_elsewhere(&view->place, line, other);
	place_elsewhere(&view->before, line, other);
	views->bytes -= views_line_cost(line);
	lines_take_out(&view->lines, line);
	free(line);
}

/* Drops the oldest line, which the view lacks then. */
static void
drop_first(struct views *views, struct view *view)
{
	struct place *place = &view->place;
	struct line *first = view->lines.first;

	assert(first->before == NULL); /* another one is the first then */
	view->reached = 0;
	view->begins = false;
	drop_line(views, view, first, first->after);
	if (place->below >= view->lines.count)
		place->below = view->lines.count - (place->line != NULL);
}

/*
 * Returns whether the view's oldest line may be dropped: it is neither
 * unconfirmed nor the line just added.
 */
static bool
can_lose(const struct view *view, const struct line *newest)
{
	const struct line *oldest = view->lines.first;

	return oldest != NULL && oldest != view->waiting && oldest != newest;
}

/* Returns whether the past is being read in the view, which then stays. */
static bool
is_read(const struct views *views, const struct view *view)
{
	return view == views_now(views) && view->place.line != NULL &&
	    view->lines.bytes <= VIEWS_DEEP * VIEWS_BYTES;
}

/*
 * Returns the view with the most memory among those that can lose a line, or
 * null.
 */
static struct view *
find_longest(const struct views *views, const struct line *newest)
{
	struct view *longest = NULL;

	for (size_t i = 0; i < views->count; i++) {
		struct view *view = views->view[i];
		if (can_lose(view, newest) && !is_read(views, view) &&
		    (longest == NULL ||
			view->lines.bytes > longest->lines.bytes))
			longest = view;
	}
	return longest;
}

/* Returns the bytes that count against the limit. */
static size_t
counted(const struct views *views)
{
	const struct view *now = views_now(views);

	return views->bytes - (is_read(views, now) ? now->lines.bytes : 0);
}

static void
make_room(struct views *views, const struct line *newest)
{
	struct view *view;

	while (counted(views) > VIEWS_BYTES &&
	    (view = find_longest(views, newest)) != NULL)
		drop_first(views, view);
}

static enum news
news_of(const struct view *view, enum line_kind kind)
{
	if (view->kind == VIEW_ALL)
		return NEWS_NONE;
	if (kind == LINE_MENTION)
		return NEWS_MENTION;
	if (view->muted)
		return NEWS_NONE;
	if (kind == LINE_TALK)
		return view->kind == VIEW_PERSON ? NEWS_PRIVATE : NEWS_TALK;
	return kind == LINE_EVENT || kind == LINE_PRESENCE ? NEWS_PRESENCE :
							     NEWS_NONE;
}

/* Counts a line that is not seen as it arrives; one of the past may be first.
 */
static void
note_unread(
    struct views *views, struct view *view, struct line *line, bool past)
{
	const enum news news = news_of(view, line->kind);

	if (news > view->news) {
		view->news = news;
		view->turn = ++views->turns;
	}
	if (line->kind != LINE_TALK && line->kind != LINE_MENTION)
		return;
	if (view->mark == NULL || (past && line->time < view->mark->time))
		view->mark = line;
	view->marked++;
	if (view->kind == VIEW_ALL || news == NEWS_NONE)
		return;
	view->unread++;
	view->urgent += news >= NEWS_PRIVATE;
}

/* Returns whether the line is of the event with that ID. */
static bool
is_of(const struct line *line, usec id)
{
	return lines_is_event(line) && line->time == id;
}

void
views_seen(struct views *views, struct view *view, usec id)
{
	struct line *line = view->lines.first;

	read_all(view);
	unmark(view);
	for (; line != NULL; line = line->after) {
		const struct line *before = line->before;
		if (lines_is_event(line) && line->time > id &&
		    (before == NULL || !is_of(before, line->time)))
			note_unread(views, view, line, false);
	}
	if (view == views_now(views) && !views->unfocused)
		read_all(view);
}

/*
 * Counts a line that arrived below the scroll position. A line added before
 * unconfirmed ones may be above it.
 */
static void
note_below(struct view *view, const struct line *line)
{
	struct place *place = &view->place;

	if (place->line == NULL ||
	    (lines_is_event(line) && line->time < place->line->time) ||
	    (place->line->kind == LINE_PENDING && line->kind != LINE_PENDING))
		return;
	place->below++;
}

/* Puts a line before another one. The caller makes room for it. */
static void
put_line(struct views *views, struct view *view, struct line *line,
    struct line *before)
{
	views->bytes += views_line_cost(line);
	lines_put(&view->lines, line, before);
}

/*
 * Returns the first event that has that ID or a higher one, or null. The ID is
 * mostly near one of the ends.
 */
static struct line *
find_event(const struct view *view, usec id)
{
	struct line *first = view->lines.first, *last = view->lines.last;
	struct line *after = NULL;

	for (; first != NULL && last != NULL;
	     first = first->after, last = last->before) {
		if (lines_is_event(first) && first->time >= id)
			return first;
		if (!lines_is_event(last))
			continue;
		if (last->time < id)
			return after;
		after = last;
	}
	return NULL;
}

struct line *
views_add(struct views *views, struct view *view, enum line_kind kind,
    usec time, struct str text, unsigned how)
{
	struct line *before = NULL;

	if (how & (VIEWS_PAST | VIEWS_FURTHER))
		before = find_event(view, time);
	if ((how & VIEWS_PAST) && before != NULL && is_of(before, time) &&
	    kind <= LINE_PRESENCE)
		return NULL;
	while ((how & VIEWS_FURTHER) && before != NULL && is_of(before, time))
		before = before->after;
	/* A remark that stands before an event stays there. */
	while ((how & VIEWS_PAST) && kind <= LINE_PRESENCE && before != NULL &&
	    before->before != NULL && before->before->kind == LINE_REMARK &&
	    before->before->time == before->time)
		before = before->before;
	struct line *line = lines_new(kind, time, text);
	if (line == NULL)
		return NULL;
	if (before == NULL && kind != LINE_PENDING)
		before = view->waiting;
	put_line(views, view, line, before);
	if (kind == LINE_PENDING && view->waiting == NULL)
		view->waiting = line;
	if (!(how & VIEWS_PAST) || !(how & VIEWS_SEEN))
		note_below(view, line);
	make_room(views, line);
	if (!(how & (VIEWS_SEEN | VIEWS_FURTHER)) &&
	    (views->unfocused || view != views_now(views)))
		note_unread(views, view, line, how & VIEWS_PAST);
	return line;
}

bool
views_replace(struct views *views, struct view *view, usec id, struct str text)
{
	struct line *old = view->lines.last;
	struct line *line;

	/* Not by find_event: an echo need not be in the order of the IDs. */
	while (old != NULL && !is_of(old, id))
		old = old->before;
	line = old != NULL ? lines_new(LINE_EVENT, id, text) : NULL;
	if (line == NULL)
		return false;
	put_line(views, view, line, old->after);
	for (struct line *before; old != NULL && is_of(old, id); old = before) {
		before = old->before;
		drop_line(views, view, old, line);
	}
	make_room(views, line);
	return true;
}

usec
views_first_event(const struct view *view)
{
	const struct line *line = view->lines.first;

	while (line != NULL && !lines_is_event(line))
		line = line->after;
	return line != NULL ? line->time : 0;
}

usec
views_last_event(const struct view *view)
{
	const struct line *line = view->lines.last;

	while (line != NULL && !lines_is_event(line))
		line = line->before;
	return line != NULL ? line->time : view->since;
}

bool
views_has_room(const struct view *view)
{
	return view->lines.bytes < VIEWS_DEEP * VIEWS_BYTES;
}

void
views_unwait(struct views *views, struct view *view, struct line *line)
{
	if (view->waiting == line)
		view->waiting = line->after;
	/* Its outcome is counted instead. */
	if (view->place.below > 0)
		view->place.below--;
	drop_line(views, view, line, line->before);
}

void
views_clear(struct views *views, struct view *view)
{
	view->since = views_last_event(view); /* or all were missed later on */
	while (view->lines.first != view->waiting)
		drop_first(views, view);
	read_all(view);
	unmark(view);
	view->place = view->before = (struct place) { 0 };
	view->found = NULL;
}

void
views_mute(struct view *view, bool muted)
{
	view->muted = muted;
	if (muted && view->urgent == 0)
		read_all(view);
}
