/*
 * The face of a chat that fills the screen: views of groups and people, with
 * the line that is typed and a status line below them. window.c begins and ends
 * it, window_hear.c puts what comes into views, window_own.c does so with what
 * is said, window_keys.c and window_search.c take keys, window_query.c looks
 * for people, window_draw.c draws.
 */
#ifndef CLIENT_WINDOW_WINDOW_H
#define CLIENT_WINDOW_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "edit/complete.h"
#include "edit/find.h"
#include "edit/keys.h"
#include "screen/canvas.h"
#include "screen/page.h"
#include "screen/probe.h"
#include "screen/prompt.h"
#include "screen/title.h"
#include "session/session.h"
#include "shared/clock.h"
#include "shared/grammar.h"
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

/* Are there stamps in front of lines? */
bool window_has_stamps(const struct chat *chat);

/* What covers the views is put away; and a key for it, if it is one. */
void window_uncover(struct chat *chat);
bool window_cover_key(struct chat *chat, const struct key *key);

/*
 * /query NAME [TEXT], and a line of the server, which may be the answer to what
 * that has asked; the session has not noted it yet.
 */
void window_query(struct chat *chat, struct str rest);
void window_query_hear(struct chat *chat, const struct command *line);

/* Functions of the face: ui.h. */
void window_leaf(struct chat *chat, struct str line);
void window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner);
void window_said(struct chat *chat, const struct command *command,
    const struct where *where);
void window_lost(struct chat *chat);
bool window_key(struct chat *chat, const struct key *key);
struct crowd window_crowd(const struct chat *chat);
bool window_deed(struct chat *chat, enum deed deed, struct str rest);
void window_draw(struct chat *chat, struct str question);
usec window_due(const struct chat *chat);

/*
 * The echo of what we have said ourselves: the text, in that time, takes the
 * place of the line that waits. False if none does.
 */
bool window_confirm(
    struct chat *chat, enum verb verb, usec time, struct str text);

/* The same of its refusal, which marks the line and says why. */
bool window_refuse(struct chat *chat, struct str why);

/* The search in the current view: a key for it, its end, or its row. */
void window_search_begin(struct chat *chat, struct str word);
void window_search_key(struct chat *chat, const struct key *key);
void window_search_end(struct chat *chat, bool stay);
struct str window_search_row(const struct chat *chat, char *room, size_t size);

#endif
