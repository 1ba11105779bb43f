/*
 * One view: what was said in a group, or with a person, or all of it; how much
 * of that is unread, and where one has scrolled to. views.h changes it; what is
 * not its business (topic, members, here, place) whoever knows it sets.
 */
#ifndef CLIENT_VIEWS_VIEW_H
#define CLIENT_VIEWS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"
#include "views/lines.h"
#include "views/members.h"

enum view_kind { VIEW_ALL, VIEW_GROUP, VIEW_PERSON };

/* What has come since it was last looked at: the more urgent the greater. */
enum news { NEWS_NONE, NEWS_PRESENCE, NEWS_TALK, NEWS_PRIVATE, NEWS_MENTION };

/* How far one has scrolled back. All zero: at the end. */
struct place {
	struct line *line; /* the lowest that is seen; null: the end */
	size_t hidden; /* rows of it that are below the lowest row */
	size_t below; /* lines that came since */
};

struct view {
	enum view_kind kind;
	char name[LIMIT_GROUP];
	size_t name_len;
	struct lines lines;
	struct line *waiting; /* the first of one's own that are not confirmed,
				 which stay last; null: none */
	size_t unread; /* lines of talk */
	size_t urgent; /* those of them that are for us */
	enum news news; /* always none in the view of all */
	size_t turn; /* the order in which the views got their news */
	struct line *mark; /* "--- N new" stands before it; null: nowhere */
	size_t marked; /* N */
	char topic[LIMIT_TEXT]; /* as the server said it */
	size_t topic_len;
	struct members members;
	bool here; /* we are in that group */
	bool closing; /* it goes as soon as we have left that group */
	struct place place;
	struct place before; /* where the search began */
	struct line *found; /* what it has found last; null: nothing */
};

/* Empty for the view of all. Valid until it is renamed. */
struct str view_name(const struct view *view);

/* Empty if there is none. Valid until it is set. */
struct str view_topic(const struct view *view);

/* It is read: nothing in it is unread, or news. */
void view_read(struct view *view);

/* Sets it; of more than LIMIT_TEXT bytes it keeps the first. */
void view_set_topic(struct view *view, struct str topic);

#endif
