/*
 * The face of a chat that fills the screen: views of groups and people, with
 * the line that is typed and a status line below them. Its state, which the
 * files window*.c share: window.c begins and ends it, window_hear.c puts what
 * comes into views, window_own.c does so with what is said, window_keys.c and
 * window_search.c take keys, window_draw.c draws. Owned by the chat.
 */
#ifndef CLIENT_PERSON_WINDOW_H
#define CLIENT_PERSON_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/find.h"
#include "person/meaning.h"
#include "screen/canvas.h"
#include "screen/page.h"
#include "screen/probe.h"
#include "screen/prompt.h"
#include "screen/title.h"
#include "session/session.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "text/manner.h"
#include "views/logs.h"
#include "views/presence.h"
#include "views/views.h"

struct chat;

/* What has been said and is not answered: its line, or none of it is left. */
struct window_owed {
	struct view *view;
	struct line *line; /* null: the view has been closed */
	enum verb verb;
};

/* The word that is searched for in the current view. */
struct window_search {
	bool open;
	bool missed; /* it is nowhere */
	struct find_word word;
};

struct window {
	struct views views;
	struct presence presence;
	struct logs logs;
	struct canvas canvas;
	struct page page;
	struct title title;
	struct probe probe;
	bool probed; /* the terminal was asked, once */
	size_t rows, columns;
	bool up; /* it is on the screen */
	bool members; /* are shown where there is room */
	struct window_owed owed[SESSION_OWED]; /* a ring */
	size_t owed_first, owed_count;
	struct window_search search;
	struct prompt prompt;
	char origin[LIMIT_GROUP + 4]; /* of the line that was typed last */
	bool changed; /* something is to be drawn */
	bool pressed; /* at once, for a key was pressed */
	usec drawn; /* when it was drawn last; of clock_mono */
	usec rest; /* until it may be drawn again */
	size_t news; /* lines that came since */
	usec minute; /* that the clock shows */
	usec lag; /* seconds that are shown */
};

/* The view in which the person is. */
struct view *window_now(struct chat *chat);

/* Something is to be drawn; at once if the person has done it. */
void window_change(struct chat *chat);
void window_press(struct chat *chat);

/* Adds a styled line to a view, and to its log if it is one. */
struct line *window_add(struct chat *chat, struct view *view,
    enum line_kind kind, usec time, struct str text);

/* Writes it into the view's log, if there are logs. */
void window_log(
    struct chat *chat, const struct view *view, usec time, struct str text);

/* Closes a view; what is owed to it has no line any more. */
void window_close(struct chat *chat, struct view *view);

/* The person goes to that view, and types there from now on. */
void window_choose(struct chat *chat, size_t i);

/* Functions of the face: face.h. */
void window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner);
void window_said(struct chat *chat, const struct command *command);
void window_lost(struct chat *chat);
bool window_key(struct chat *chat, const struct key *key);
bool window_deed(struct chat *chat, enum deed deed, struct str rest);
void window_draw(struct chat *chat, struct str question);
usec window_due(const struct chat *chat);

/*
 * An answer to what we have said ourselves has come: takes the first of what is
 * owed to that verb. False if there is none; *owed may have no line.
 */
bool window_take_owed(
    struct chat *chat, enum verb verb, struct window_owed *owed);

/* The search in the current view: a key for it, its end, or its row. */
void window_search_begin(struct chat *chat, struct str word);
void window_search_key(struct chat *chat, const struct key *key);
void window_search_end(struct chat *chat, bool stay);
struct str window_search_row(const struct chat *chat, char *room, size_t size);

#endif
