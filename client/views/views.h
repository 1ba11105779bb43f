/*
 * All views in the order in which they were opened, groups and people mixed;
 * the first is the view of all. One view is current; lines that arrive in other
 * views are news.
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

/* Room for the title of a view. */
#define VIEWS_TITLE (1 + LIMIT_GROUP)

/* The default memory limit for all lines, in bytes. */
#define VIEWS_BYTES ((size_t)1 << 20)

/* A view in which the past is read may have so many times the limit. */
#define VIEWS_DEEP 4

struct views {
	struct view *view[VIEWS_MOST]; /* view[0] is the view of all */
	size_t count;
	size_t current;
	size_t bytes; /* of lines */
	size_t most; /* limit for bytes */
	size_t turns; /* counts how often a view got news */
	bool away; /* the person looks at something else */
};

/* Creates the view of all. Returns false if there is no memory. */
bool views_begin(struct views *views);

void views_free(struct views *views);

/*
 * Returns the view of a group or person, or null; regardless of ASCII case.
 */
struct view *views_find(
    const struct views *views, enum view_kind kind, struct str name);

/*
 * Sets the memory limit for all lines, in bytes. Above it, the view with the
 * most memory loses its oldest lines. The current view does not count while it
 * is scrolled back, up to VIEWS_DEEP times the limit.
 */
void views_limit(struct views *views, size_t bytes);

/*
 * Returns the view, opening it if necessary; the current view stays current.
 * Null if there are VIEWS_MOST, the name is longer than LIMIT_GROUP, or there
 * is no memory.
 */
struct view *views_open(
    struct views *views, enum view_kind kind, struct str name);

/*
 * Frees a view other than the view of all. If it was current, the view before
 * it becomes current.
 */
void views_close(struct views *views, struct view *view);

/*
 * Moves the current view to that number; the others keep their order. Returns
 * false if there is no such number, or for view 0.
 */
bool views_move(struct views *views, size_t to);

/* Renames a view, unless another has that kind and name. */
void views_rename(struct views *views, struct view *view, struct str name);

/* Returns the current view, never null. */
struct view *views_now(const struct views *views);

/* Returns the name by which a person knows the view: "#ops", "ali" or "all". */
struct str views_title(const struct view *view, char room[VIEWS_TITLE]);

/* Returns the view's number: Alt-1 is view 1. */
size_t views_number(const struct views *views, const struct view *view);

/*
 * Makes view i current if it exists: it loses its news, and the view that was
 * current before loses its mark.
 */
void views_choose(struct views *views, size_t i);

/*
 * Lists the views with news, the most urgent first, and among equals the oldest
 * news first. Returns how many there are.
 */
size_t views_order(
    const struct views *views, const struct view *order[VIEWS_MOST]);

/*
 * Note that the person looks at something else, or at the current view again.
 * Meanwhile its lines are counted and marked like those of any other view.
 */
void views_look_away(struct views *views);
void views_look(struct views *views);

/* How a line comes into a view. */
enum {
	VIEWS_SEEN = 1 << 0, /* it is no news: it was seen elsewhere */
	VIEWS_PAST = 1 << 1, /* an event of the past, or a remark before one */
	VIEWS_FURTHER = 1 << 2 /* a further line of an event, and no news */
};

/*
 * Adds a line at the end, but before unconfirmed lines. One of the past has its
 * place by its ID, before later events and after earlier ones; a further one
 * after the last line of its event. Returns null without memory, or if the view
 * has the event of the past.
 *
 * News in a view that is not current is counted: messages (TALK, MENTION) as
 * unread, and the first is marked. view->news is MENTION; PRIVATE for a message
 * in a private chat; TALK; PRESENCE for EVENT and PRESENCE lines. The view of
 * all has a mark, but no count and no news, because its lines are in other
 * views, too. In a view scrolled back, place.below counts the line.
 */
struct line *views_add(struct views *views, struct view *view,
    enum line_kind kind, usec time, struct str text, unsigned how);

/*
 * Replaces the event with that ID, which may have several lines, by another
 * text, of LINE_EVENT. Returns false if the view does not show such an event.
 */
bool views_replace(
    struct views *views, struct view *view, usec id, struct str text);

/* Returns the ID of the view's first, or last, event; 0 if there is none. */
usec views_first_event(const struct view *view);
usec views_last_event(const struct view *view);

/* Returns whether the view has room for more lines of the past. */
bool views_has_room(const struct views *views, const struct view *view);

/* Adds an unconfirmed line of ours at the end. Returns null without memory. */
struct line *views_wait(
    struct views *views, struct view *view, struct str text);

/*
 * Replaces an unconfirmed line with its outcome: LINE_OWN, its echo,
 * LINE_REFUSED or LINE_LOST. That goes after all lines that have arrived and
 * before those still unconfirmed. Frees the old line; without memory, the old
 * line stays with the new kind.
 */
void views_settle(struct views *views, struct view *view, struct line *line,
    enum line_kind kind, usec time, struct str text);

/* Frees all lines except unconfirmed ones. */
void views_clear(struct views *views, struct view *view);

/*
 * Mutes the view, or no longer. What is unread is forgotten then, unless some
 * of it is for us.
 */
void views_mute(struct view *view, bool muted);

#endif
