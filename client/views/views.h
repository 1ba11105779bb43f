/*
 * All views, in the order in which they were opened, groups and persons in one
 * row; the first is that of all. One of them is the current one: what comes in
 * others is news. The window owns them.
 */
#ifndef CLIENT_VIEWS_VIEWS_H
#define CLIENT_VIEWS_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "views/lines.h"
#include "views/view.h"

#define VIEWS_MOST 200

/* What views_begin lets their lines take, in bytes. */
#define VIEWS_BYTES ((size_t)1 << 20)

struct views {
	struct view **view; /* view[0] is that of all */
	size_t count;
	size_t current;
	size_t bytes; /* of lines */
	size_t most; /* of those */
	size_t turns; /* how often a view got news */
};

/* Makes the view of all. False if there is no memory. */
bool views_begin(struct views *views);

void views_free(struct views *views);

/* Null if there is none; without regard to ASCII case. */
struct view *views_find(
    const struct views *views, enum view_kind kind, struct str name);

/*
 * The memory of all lines of all views, in bytes, is so much from now on. If it
 * would be more, the view that has most loses its oldest lines.
 */
void views_limit(struct views *views, size_t bytes);

/*
 * Finds or makes it; the current one stays the current one. Null if there are
 * VIEWS_MOST, the name is longer than LIMIT_GROUP, or there is no memory.
 */
struct view *views_open(
    struct views *views, enum view_kind kind, struct str name);

/*
 * Frees it, unless it is that of all. If it was the current one, the one before
 * it is.
 */
void views_close(struct views *views, struct view *view);

/* Both stay as they are if there is another one of that kind and name. */
void views_rename(struct views *views, struct view *view, struct str name);

/* The current one; never null. */
struct view *views_now(const struct views *views);

/* Its number: Alt-1 is view 1. */
size_t views_number(const struct views *views, const struct view *view);

/*
 * Makes that view, if there is one, the current one: it has no news any more,
 * and the one that is left loses its mark.
 */
void views_choose(struct views *views, size_t i);

/*
 * The views with news, the most urgent first and of equals the one that has
 * had them longest. Returns how many.
 */
size_t views_order(
    const struct views *views, const struct view *order[VIEWS_MOST]);

/* Chooses the first in that order; false if there is none. */
bool views_next_news(struct views *views);

/*
 * Adds a line at the end, but before those that wait. If the view is not the
 * current one, talk (TALK, MENTION) is counted and, unless there is a mark,
 * marked, and what has come is news: MENTION; PRIVATE, talk in the view of a
 * person; TALK; PRESENCE, for EVENT and PRESENCE. The view of all has a mark,
 * but no count and no news, for all of it stands elsewhere too. If the view is
 * scrolled back, place.below counts the line. Null without memory.
 */
struct line *views_add(struct views *views, struct view *view,
    enum line_kind kind, usec time, struct str text);

/* The same of a line that is looked at elsewhere, and is no news. */
struct line *views_add_seen(struct views *views, struct view *view,
    enum line_kind kind, usec time, struct str text);

/* Adds a line of one's own at the end, which waits. Null without memory. */
struct line *views_wait(
    struct views *views, struct view *view, struct str text);

/*
 * The echo of a line that waits takes its place, in front of what still waits,
 * and behind what has come. The line that waited is freed (without memory, it
 * stays as it is, and waits no more).
 */
void views_confirm(struct views *views, struct view *view, struct line *line,
    usec time, struct str text);

/* The same for one that has no echo: LINE_REFUSED or LINE_LOST. */
void views_refuse(struct views *views, struct view *view, struct line *line,
    enum line_kind kind, struct str text);

/* Frees the lines that do not wait. */
void views_clear(struct views *views, struct view *view);

#endif
