/*
 * The window of a chat: views of groups and people, with the input line and a
 * status line below them. First what there is, then how lines come into views,
 * for all files of the room.
 */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_H
#define CLIENT_CHAT_WINDOW_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/typing.h"
#include "net/session.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "term/canvas.h"
#include "term/page.h"
#include "term/prompt.h"
#include "term/title.h"
#include "text/render.h"
#include "views/logs.h"
#include "views/views.h"

struct chat;
struct past_want;

/* An unanswered line of the person, and where it is shown. */
struct window_owed {
	size_t number; /* of the command: session_answers */
	struct view *view;
	struct line *line; /* null: the view has been closed */
	struct view *from; /* where it was typed, if elsewhere, or null */
	bool opened; /* it opened its view, which a refusal closes */
};

/* The search in the current view. */
struct window_search {
	bool open;
	bool missed; /* the word was not found */
	bool waits; /* for a page of the server's history */
	size_t pages; /* of it that this key has searched */
	struct find_word word;
	struct find_word last; /* the word of the previous search */
};

/* An event of the server, or another line, on its way into views. */
struct window_event {
	const struct command *line;
	struct manner manner;
	usec time; /* wall clock */
	enum line_kind kind;
	unsigned how; /* it comes into a view: VIEWS_PAST and the like */
	bool own; /* we have done it ourselves */
};

/* The longest reaction that is shown, in bytes. */
#define REACTION_MOST 32

/* What tags say of the next event; all zero: nothing. */
struct window_tags {
	usec reply; /* the event that it is about */
	bool takes_back; /* the reaction */
	size_t len;
	char reaction[REACTION_MOST];
};

/* Who has come to a group, and may only pass by; the line tells of it later. */
struct comer {
	uint64_t who; /* hash of the group and the name; 0: nobody */
	usec due; /* when they have stayed; of clock_mono */
	size_t len;
	char line[8 + LIMIT_ID + LIMIT_GROUP + LIMIT_NAME];
};

struct window {
	struct views views;
	struct window_owed owed[SESSION_OWED]; /* the oldest first */
	size_t owed_count;
	struct logs logs; /* of the server */
	struct canvas canvas;
	struct page page;
	struct title title;
	bool told; /* the person has said /watch: all is told in lines, too */
	bool crowded; /* the person knows that strangers have no more views */
	bool scrolls; /* when older lines have come: the person waits */
	bool up; /* on the screen */
	struct window_search search;
	struct prompt prompt;
	bool changed; /* something must be drawn */
	bool pressed; /* draw at once: the person has pressed a key */
	usec attended; /* when a key was pressed last; of clock_mono */
	bool reports; /* the terminal has told of its focus */
	usec drawn; /* time of the last draw; of clock_mono */
	usec rest; /* time from drawn to the next draw */
	size_t news; /* lines since the last draw */
	usec minute; /* minute shown by the clock */
	usec lag; /* seconds of lag shown */
	struct window_tags tags;
	usec tells; /* when to tell what is read; 0: nothing */
	struct comer comers[64];
	usec settles; /* when the next of them has stayed, or something is told
		       */
};

/* Returns the current view. */
struct view *window_now(struct chat *chat);

/* Returns the view of a group or person of the chat's server, or null. */
struct view *window_find(
    const struct chat *chat, enum view_kind kind, struct str name);

/* Returns the members of a view's group, as far as we are in it. */
const struct members *window_members(
    const struct chat *chat, const struct view *view);

/* Returns whether the view is that of a group that we are in. */
bool window_is_in(const struct chat *chat, const struct view *view);

/* Marks the window for drawing. */
void window_change(struct chat *chat);

/* Tells something in a view: a remark, or a mistake. */
void window_tell(struct chat *chat, struct view *view, enum line_kind kind,
    const struct str *pieces, size_t count);

/*
 * Adds a styled line to a view, as views_add does. An event that was not seen
 * before goes into the view's log, too.
 */
struct line *window_add(struct chat *chat, struct view *view,
    enum line_kind kind, usec time, struct str text, unsigned how);

/* Returns a line of the server as an event of the present. */
struct window_event window_event(
    const struct command *line, const struct manner *manner);

/*
 * Adds an event to a view, as it is shown there; false if it is not, or was
 * before.
 */
bool window_add_event(
    struct chat *chat, struct view *view, const struct window_event *event);

/* Makes view i current: the person reads and types there. */
void window_choose(struct chat *chat, size_t i);

/* Scrolls the current view so that its first unread line is on the screen. */
void window_show_mark(struct chat *chat, struct view *view);

/* Ends the search in the current view, which stays at the match or returns. */
void window_search_end(struct chat *chat, bool stay);

/* Closes a view. The answers to unanswered lines in it will not be shown. */
void window_close(struct chat *chat, struct view *view);

/*
 * Marks the views as muted or not, as the settings say. To be called whenever
 * those may have changed, or a view has been opened.
 */
void window_heed_mutes(struct chat *chat);

/* Writes a line to a log of the chat's server. */
void window_log(struct chat *chat, const struct logs_entry *entry);

/* Returns whether lines begin with their times. */
bool window_has_stamps(const struct chat *chat);

/* Returns how to go to the view: "Alt-3", or "/win 23". */
#define WINDOW_WAY 32
struct str window_way(
    const struct chat *chat, const struct view *view, char room[WINDOW_WAY]);

/* Returns the view's place as commands name it: "ops", or "@sara". */
struct str window_place(const struct view *view, char room[1 + LIMIT_GROUP]);

/* Puts a remark of ours before the event with that ID. */
void window_put_before(struct chat *chat, struct view *view, usec id,
    const struct str *pieces, size_t count);

#endif
