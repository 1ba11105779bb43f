/*
 * The state of a chat's window: what its files share (window.h), and nobody
 * else looks into. Part of the chat's own.
 */
#ifndef CLIENT_PERSON_WINDOW_STATE_H
#define CLIENT_PERSON_WINDOW_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/find.h"
#include "screen/canvas.h"
#include "screen/page.h"
#include "screen/probe.h"
#include "screen/prompt.h"
#include "screen/title.h"
#include "session/session.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "views/logs.h"
#include "views/presence.h"
#include "views/views.h"

/* What has been said and is not answered: its line, or none of it is left. */
struct window_owed {
	struct view *view;
	struct line *line; /* null: the view has been closed */
	struct view *from; /* where it was said, if elsewhere, or null */
	enum verb verb;
};

/* The name that the server has been asked about by ourselves; empty: none. */
struct window_sought {
	char name[LIMIT_NAME];
	size_t len;
};

/* The word that is searched for in the current view. */
struct window_search {
	bool open;
	bool missed; /* it is nowhere */
	struct find_word word;
	struct find_word last; /* the word of the search before */
};

struct window {
	struct views views;
	struct view cover; /* what is read and put away, in front of them */
	bool covered;
	bool leafed; /* it is new, and begins at its top */
	struct presence presence;
	struct logs logs;
	const char *log; /* their directory, as it was set */
	struct canvas canvas;
	struct page page;
	struct title title;
	struct probe probe;
	bool probed; /* the terminal was asked, once */
	size_t rows, columns;
	bool up; /* it is on the screen */
	bool members; /* are shown where there is room */
	bool members_set; /* as it was set last */
	struct window_owed owed[SESSION_OWED]; /* a ring */
	size_t owed_first, owed_count;
	struct window_sought sought;
	struct window_search search;
	struct prompt prompt;
	char origin[LIMIT_GROUP + 4]; /* of the line that was typed last */
	bool changed; /* something is to be drawn */
	bool pressed; /* at once, for the person has done it */
	bool typed; /* at once, but only the line that is typed */
	usec drawn; /* when it was drawn last; of clock_mono */
	usec rest; /* until it may be drawn again */
	size_t news; /* lines that came since */
	usec minute; /* that the clock shows */
	usec lag; /* seconds that are shown */
};

#endif
