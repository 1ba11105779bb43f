/*
 * Views: the lines of a group, of a private chat, or of all views; how many are
 * unread, and how far it is scrolled back. All views are in the order in which
 * they were opened, groups and people mixed; the first is the view of all. One
 * view is current; lines that arrive in other views are news. Others set only a
 * view's place, found and past. Pure but for memory allocation.
 */
#ifndef CLIENT_VIEWS_VIEWS_H
#define CLIENT_VIEWS_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

enum line_kind {
	LINE_TALK, /* said by somebody else */
	LINE_MENTION, /* said by somebody else, and mentions us */
	LINE_OWN, /* said by us, and confirmed by the server */
	LINE_DEED, /* done by us: a join, a topic */
	LINE_EVENT, /* about the group: a topic, a mode */
	LINE_PRESENCE, /* joins, leaves, quits and renamings */
	LINE_REMARK, /* a remark of the client */
	LINE_MISTAKE, /* an error shown by the client */
	LINE_PENDING, /* ours, not confirmed yet */
	LINE_REFUSED, /* ours, refused by the server */
	LINE_LOST /* ours; unknown whether it has arrived */
};

struct line {
	/* neighbours in the list; null at the ends */
	struct line *before, *after;
	usec time; /* wall clock, for an event its ID; 0: not shown */
	uint32_t len; /* of text, in bytes */
	unsigned char kind; /* enum line_kind, in one byte to save memory */
	char text[]; /* styled, without LF or NUL */
};

/* The list; all zero: empty. */
struct view_lines {
	struct line *first, *last;
	size_t count;
	size_t bytes; /* sum of views_line_cost */
};

/* Returns the memory that the line takes, in bytes, with malloc's overhead. */
size_t views_line_cost(const struct line *line);

/* Returns whether the line is an event of the server, so that time is its ID.
 */
static inline bool
lines_is_event(const struct line *line)
{
	return line->kind <= LINE_PRESENCE && line->time != 0;
}

/* Returns the line's text; valid as long as the line. */
static inline struct str
lines_text(const struct line *line)
{
	return (struct str) { line->text, line->len };
}

/* Room for "away: " and the reason. */
#define VIEWS_PRESENCE (8 + LIMIT_TOPIC)

enum view_kind { VIEW_ALL, VIEW_GROUP, VIEW_PERSON };

/* The most urgent unread news of a view; greater is more urgent. */
enum news { NEWS_NONE, NEWS_PRESENCE, NEWS_TALK, NEWS_PRIVATE, NEWS_MENTION };

/* The scroll position; all zero: at the end. */
struct place {
	struct line *line; /* the lowest visible line; null: at the end */
	size_t hidden; /* rows of that line below the screen */
	size_t below; /* lines that have arrived since */
};

struct view {
	enum view_kind kind;
	char name[LIMIT_GROUP];
	size_t name_len;
	struct view_lines lines;
	/* The first of our unconfirmed lines, which stay last; null: none. */
	struct line *waiting;
	size_t unread; /* unread messages */
	size_t urgent; /* unread messages that mention us or are private */
	enum news news; /* always NEWS_NONE in the view of all */
	size_t turn; /* when the view got its news, relative to the others */
	/* "--- N new" stands before this line; null: nowhere */
	struct line *mark;
	size_t marked; /* the N of the mark */
	bool muted; /* only mentions of us count as unread */
	bool answered; /* we have said something there; set by its user */
	/* Its user's: up to which event it is read anywhere, and is told */
	usec seen, told;
	/* and of a person: whether the server tells of them; what it told last
	 */
	bool watched;
	char presence[VIEWS_PRESENCE];
	size_t presence_len;
	/* the last event when it was cleared; 0: none */
	usec since;
	usec reached; /* the past was fetched from this ID on; 0: not yet */
	bool begins; /* nothing is known to be before the first line */
	bool refused; /* the last request for the past */
	struct place place;
	struct place before; /* position before the search */
	struct line *found; /* match of the search; null: none */
};

/*
 * Returns the view's name, empty for the view of all. Valid until it is
 * renamed.
 */
static inline struct str
views_name(const struct view *view)
{
	return (struct str) { view->name, view->name_len };
}

#define VIEWS_MOST 200

/* Room for the title of a view. */
#define VIEWS_TITLE (1 + LIMIT_GROUP)

/*
 * The memory limit for all lines, in bytes. Above it, the view with the most
 * memory loses its oldest lines. The current view does not count while it is
 * scrolled back, up to VIEWS_DEEP times the limit.
 */
#define VIEWS_BYTES ((size_t)1 << 20)
#define VIEWS_DEEP 4

struct views {
	struct view *view[VIEWS_MOST]; /* view[0] is the view of all */
	size_t count;
	size_t current;
	struct view *before; /* the one that was current before, or null */
	size_t bytes; /* of lines */
	size_t turns; /* counts how often a view got news */
	bool unfocused; /* the person looks at something else */
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

/* Renames the view of a person, or null, unless another has that name. */
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
 * Notes that another client has read the view up to that event: only later
 * messages are unread. In the current view they are only marked.
 */
void views_seen(struct views *views, struct view *view, usec id);

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
void views_unfocus(struct views *views);
void views_look(struct views *views);

/* How a line comes into a view. */
enum {
	VIEWS_SEEN = 1 << 0, /* it is no news: it was seen elsewhere */
	VIEWS_PAST = 1 << 1, /* an event of the past, or a remark before one */
	VIEWS_FURTHER = 1 << 2, /* a further line of an event, and no news */
	VIEWS_MISSED = 1 << 3 /* it is new here, so it is logged, too */
};

/*
 * Adds a line at the end; unconfirmed lines of ours stay last. One of the past
 * has its place by its ID, before later events and after earlier ones; a
 * further one after the last line of its event. Returns null without memory, or
 * if the view has the event of the past.
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

/*
 * Returns the ID of the view's first, or last, event; 0 if there is none. The
 * last may be gone.
 */
usec views_first_event(const struct view *view);
usec views_last_event(const struct view *view);

/* Returns whether the view has room for more lines of the past. */
bool views_has_room(const struct view *view);

/* Drops an unconfirmed line, whose outcome is known and added as another. */
void views_unwait(struct views *views, struct view *view, struct line *line);

/* Frees all lines except unconfirmed ones. */
void views_clear(struct views *views, struct view *view);

/*
 * Mutes the view, or no longer. What is unread is forgotten then, unless some
 * of it is for us.
 */
void views_mute(struct view *view, bool muted);

#endif
