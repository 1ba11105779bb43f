/* All views: see views.h. Lines are added in views_add.c. */
#include "views/views.h"

#include <stdlib.h>

#include "shared/buf.h"

static void
free_view(struct view *view)
{
	lines_free(&view->lines);
	members_free(&view->members);
	free(view);
}

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
	*views = (struct views) { .most = VIEWS_BYTES };
	views->view = calloc(VIEWS_MOST, sizeof(struct view *));
	if (views->view == NULL)
		return false;
	if (views_make(views, VIEW_ALL, STR("")) != NULL)
		return true;
	views_free(views);
	return false;
}

void
views_free(struct views *views)
{
	for (size_t i = 0; i < views->count; i++)
		free_view(views->view[i]);
	free(views->view);
	*views = (struct views) { 0 };
}

struct view *
views_find(const struct views *views, enum view_kind kind, struct str name)
{
	for (size_t i = 0; i < views->count; i++) {
		struct view *view = views->view[i];
		if (view->kind == kind && str_caseeq(view_name(view), name))
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
		return view->kind == VIEW_ALL ? STR("all") : view_name(view);
	buf_init(&title, room, VIEWS_TITLE);
	(void)BUF_CAT(&title, STR("#"), view_name(view)); /* it fits */
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

void
views_close(struct views *views, struct view *view)
{
	const size_t i = views_number(views, view);

	if (i == 0 || i == views->count)
		return;
	views->bytes -= view->lines.bytes;
	free_view(view);
	views->count--;
	memmove(&views->view[i], &views->view[i + 1],
	    (views->count - i) * sizeof(struct view *));
	if (views->current >= i)
		views->current--;
	view_read(views_now(views));
}

bool
views_move(struct views *views, size_t to)
{
	const size_t from = views->current;
	struct view *view = views_now(views);

	if (from == 0 || to == 0 || to >= views->count)
		return false;
	memmove(&views->view[from], &views->view[from + 1],
	    (views->count - from - 1) * sizeof(struct view *));
	memmove(&views->view[to + 1], &views->view[to],
	    (views->count - to - 1) * sizeof(struct view *));
	views->view[to] = view;
	views->current = to;
	return true;
}

void
views_rename(struct views *views, struct view *view, struct str name)
{
	const struct view *other = views_find(views, view->kind, name);

	if (view->kind == VIEW_ALL || (other != NULL && other != view) ||
	    name.len > sizeof(view->name))
		return;
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
views_look_away(struct views *views)
{
	if (!views->away)
		unmark(views_now(views));
	views->away = true;
}

void
views_look(struct views *views)
{
	views->away = false;
	view_read(views_now(views));
}

void
views_choose(struct views *views, size_t i)
{
	if (i >= views->count)
		return;
	if (i != views->current)
		unmark(views_now(views));
	views->current = i;
	view_read(views_now(views));
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

bool
views_next_news(struct views *views)
{
	const struct view *order[VIEWS_MOST];

	if (views_order(views, order) == 0)
		return false;
	views_choose(views, views_number(views, order[0]));
	return true;
}
