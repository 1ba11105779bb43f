/*
 * A view: the lines of a group, of a private chat, or of all views; how many
 * are unread, and how far it is scrolled back. views.h changes it, except for
 * topic, closing, place and the past, which others set.
 */
#ifndef CLIENT_VIEWS_VIEW_H
#define CLIENT_VIEWS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"
#include "views/lines.h"

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
	struct lines lines;
	/* The first of our unconfirmed lines, which stay last; null: none. */
	struct line *waiting;
	size_t unread; /* unread messages */
	size_t urgent; /* unread messages that mention us or are private */
	enum news news; /* always NEWS_NONE in the view of all */
	size_t turn; /* when the view got its news, relative to the others */
	/* "--- N new" stands before this line; null: nowhere */
	struct line *mark;
	size_t marked; /* the N of the mark */
	char topic[LIMIT_TEXT]; /* as sent by the server */
	size_t topic_len;
	size_t members_above; /* how many of them the list is scrolled past */
	bool muted; /* only mentions of us count as unread */
	bool closing; /* it closes as soon as we have left the group */
	usec letter; /* the first one that is unread; 0: none */
	/* the last event before we came, maybe of the log; 0: none */
	usec since;
	usec reached; /* the past was fetched from this ID on; 0: not yet */
	bool begins; /* nothing is known to be before the first line */
	struct place place;
	struct place before; /* position before the search */
	struct line *found; /* match of the search; null: none */
};

/*
 * Returns the view's name, empty for the view of all. Valid until it is
 * renamed.
 */
static inline struct str
view_name(const struct view *view)
{
	return (struct str) { view->name, view->name_len };
}

#endif
