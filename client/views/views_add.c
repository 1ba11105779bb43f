/*
 * Adding lines to views: see views.h. Counts a line as unread or as news, and
 * drops old lines when memory is short. Events of the past have their place
 * among the others by their IDs.
 */
#include "views/views.h"

#include <stdlib.h>

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

/* Redirects all pointers from one line to another, or to null. */
static void
point_elsewhere(struct view *view, const struct line *from, struct line *to)
{
	if (view->found == from)
		view->found = to;
	if (view->waiting == from)
		view->waiting = to;
	if (view->mark == from)
		view->mark = to;
	if (view->mark == NULL)
		view->marked = 0;
	place_elsewhere(&view->place, from, to);
	place_elsewhere(&view->before, from, to);
}

static void
views_add_take_out(struct views *views, struct view *view, struct line *line)
{
	views->bytes -= lines_cost(line);
	lines_take_out(&view->lines, line);
}

static void
views_add_put(struct views *views, struct view *view, struct line *line,
    struct line *before)
{
	views->bytes += lines_cost(line);
	lines_put(&view->lines, line, before);
}

/*
 * Frees a line; pointers to it move to the next line. The view lacks its oldest
 * line then.
 */
static void
views_add_drop(struct views *views, struct view *view, struct line *line)
{
	struct place *place = &view->place;

	view->reached = 0;
	view->begins = false;
	point_elsewhere(view, line, line->after);
	views_add_take_out(views, view, line);
	free(line);
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
	    view->lines.bytes <= VIEWS_DEEP * views->most;
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

	while (counted(views) > views->most &&
	    (view = find_longest(views, newest)) != NULL)
		views_add_drop(views, view, view->lines.first);
}

void
views_limit(struct views *views, size_t bytes)
{
	views->most = bytes;
	make_room(views, NULL);
}

static bool
is_talk(enum line_kind kind)
{
	return kind == LINE_TALK || kind == LINE_MENTION;
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

/* Counts a line that is not seen as it arrives. */
static void
note_unread(struct views *views, struct view *view, struct line *line)
{
	const enum news news = news_of(view, line->kind);

	if (news > view->news) {
		view->news = news;
		view->turn = ++views->turns;
	}
	if (!is_talk(line->kind))
		return;
	if (view->mark == NULL)
		view->mark = line;
	view->marked++;
	if (view->kind == VIEW_ALL || news == NEWS_NONE)
		return;
	view->unread++;
	view->urgent += news >= NEWS_PRIVATE;
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
	    (place->line->kind == LINE_PENDING && line->kind != LINE_PENDING))
		return;
	place->below++;
}

static struct line *
views_add_add(struct views *views, struct view *view, struct line *line,
    struct line *before)
{
	if (line == NULL)
		return NULL;
	views_add_put(views, view, line, before);
	note_below(view, line);
	make_room(views, line);
	return line;
}

struct line *
views_add_seen(struct views *views, struct view *view, enum line_kind kind,
    usec time, struct str text)
{
	return views_add_add(
	    views, view, lines_new(kind, time, text), view->waiting);
}

struct line *
views_add(struct views *views, struct view *view, enum line_kind kind,
    usec time, struct str text)
{
	struct line *line = views_add_seen(views, view, kind, time, text);

	if (line != NULL && (views->away || view != views_now(views)))
		note_unread(views, view, line);
	return line;
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

/* Returns whether the line is of the event with that ID. */
static bool
is_of(const struct line *line, usec id)
{
	return lines_is_event(line) && line->time == id;
}

struct line *
views_add_past(struct views *views, struct view *view, enum line_kind kind,
    usec id, struct str text)
{
	struct line *after = find_event(view, id);
	struct line *line;

	if (after != NULL && is_of(after, id) && kind <= LINE_PRESENCE)
		return NULL;
	line = lines_new(kind, id, text);
	if (line == NULL)
		return NULL;
	views_add_put(views, view, line, after != NULL ? after : view->waiting);
	make_room(views, line);
	return line;
}

struct line *
views_add_missed(struct views *views, struct view *view, enum line_kind kind,
    usec id, struct str text)
{
	struct line *line = views_add_past(views, view, kind, id, text);

	if (line == NULL)
		return NULL;
	note_below(view, line);
	if (view == views_now(views) && !views->away)
		return line;
	note_unread(views, view, line);
	if (view->mark != NULL && is_talk(kind) && id < view->mark->time)
		view->mark = line;
	return line;
}

struct line *
views_add_further(struct views *views, struct view *view, enum line_kind kind,
    usec id, struct str text)
{
	struct line *after = find_event(view, id);

	while (after != NULL && is_of(after, id))
		after = after->after;
	return views_add_add(views, view, lines_new(kind, id, text),
	    after != NULL ? after : view->waiting);
}

/* Drops the lines before this one that have its ID. */
static void
drop_same(struct views *views, struct view *view, struct line *line)
{
	struct line *other = line->before;

	while (other != NULL && is_of(other, line->time)) {
		struct line *before = other->before;
		point_elsewhere(view, other, line);
		views_add_take_out(views, view, other);
		free(other);
		other = before;
	}
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
	views_add_put(views, view, line, old);
	point_elsewhere(view, old, line);
	views_add_take_out(views, view, old);
	free(old);
	drop_same(views, view, line);
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
	return line != NULL ? line->time : 0;
}

bool
views_has_room(const struct views *views, const struct view *view)
{
	return view->lines.bytes < VIEWS_DEEP * views->most;
}

struct line *
views_wait(struct views *views, struct view *view, struct str text)
{
	struct line *line =
	    views_add_add(views, view, lines_new(LINE_PENDING, 0, text), NULL);

	if (line != NULL && view->waiting == NULL)
		view->waiting = line;
	return line;
}

/* Puts a line in the place of an unconfirmed one, after the other echoes. */
static void
views_add_settle(struct views *views, struct view *view, struct line *waited,
    struct line *line)
{
	if (view->waiting == waited)
		view->waiting = waited->after;
	views_add_take_out(views, view, waited);
	views_add_put(views, view, line, view->waiting);
	if (line == waited)
		return;
	point_elsewhere(view, waited, line);
	free(waited);
	make_room(views, line);
}

void
views_confirm(struct views *views, struct view *view, struct line *line,
    usec time, struct str text)
{
	struct line *echo = lines_new(LINE_OWN, time, text);

	if (echo == NULL) {
		line->kind = LINE_OWN;
		line->time = time;
	}
	views_add_settle(views, view, line, echo != NULL ? echo : line);
}

void
views_refuse(struct views *views, struct view *view, struct line *line,
    enum line_kind kind, struct str text)
{
	struct line *refused = lines_new(kind, line->time, text);

	if (refused == NULL)
		line->kind = (unsigned char)kind;
	views_add_settle(views, view, line, refused != NULL ? refused : line);
}

void
views_clear(struct views *views, struct view *view)
{
	while (view->lines.first != view->waiting)
		views_add_drop(views, view, view->lines.first);
	view_read(view);
	view->mark = NULL;
	view->marked = 0;
	view->place = view->before = (struct place) { 0 };
	view->found = NULL;
}
