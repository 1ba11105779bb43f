/*
 * The interface of a chat that fills the screen: views of groups and people,
 * with the input line and a status line below them. README says what each file
 * does.
 */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_H
#define CLIENT_CHAT_WINDOW_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/words/meaning.h"
#include "edit/keys.h"
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

/* Closes a view. The answers to unanswered lines in it will not be shown. */
void window_close(struct chat *chat, struct view *view);

/*
 * Marks the views as muted or not, as the settings say. To be called whenever
 * those may have changed, or a view has been opened.
 */
void window_heed_mutes(struct chat *chat);

/* Writes a line to a log of the chat's server. */
void window_log(struct chat *chat, const struct logs_entry *entry);

/*
 * Leaves the screen and prints the last lines there as they are, unbroken, for
 * copying and long links. Any key takes it again.
 */
void window_bare(struct chat *chat);

/* Returns whether lines begin with their times. */
bool window_has_stamps(const struct chat *chat);

/*
 * Returns the view of a person. For a new one, what was said there is
 * requested. Null if there is no room for a view.
 */
struct view *window_meet(struct chat *chat, struct str name);

/*
 * The same for somebody who writes to us. Those to whom we have said nothing
 * have few views: the oldest that is read gives its place; null if none is.
 */
struct view *window_meet_stranger(struct chat *chat, struct str name);

/*
 * Asks for lines before the first one of the current view; false if there are
 * none to be had.
 */
bool window_older(struct chat *chat);

/*
 * Puts a note in the place of a message that was deleted; returns false if no
 * view has the message.
 */
bool window_redact(struct chat *chat, const struct command *redact);

/* Returns how to go to the view: "Alt-3", or "/win 23". */
#define WINDOW_WAY 32
struct str window_way(
    const struct chat *chat, const struct view *view, char room[WINDOW_WAY]);

/*
 * Carry out /query NAME [TEXT], /window [N|NAME], /close, /redact, /mentions,
 * /reply TEXT and /react WORD.
 */
void window_query(struct chat *chat, struct str rest);
void window_go(struct chat *chat, struct str rest);
void window_close_now(struct chat *chat, struct str rest);
void window_redact_last(struct chat *chat, struct str rest);
void window_mentions(struct chat *chat, struct str rest);
void window_reply(struct chat *chat, struct str text);
void window_react(struct chat *chat, struct str reaction);

/*
 * Functions of the search in the current view: begin it, also by /search
 * [TEXT], note that a page of the past has come for it, take a key (false: it
 * is not for the search), end it (stay: at the match), and return its row.
 */
void window_search_begin(struct chat *chat, struct str word);
void window_search(struct chat *chat, struct str rest);
void window_search_past(struct chat *chat);
bool window_search_key(struct chat *chat, const struct key *key);
void window_search_end(struct chat *chat, bool stay);
struct str window_search_row(const struct chat *chat, char *room, size_t size);

/*
 * Our unconfirmed lines, when something of ours is answered. window_confirm
 * drops the line whose echo has come, for the view. window_kept notes that it
 * is kept, if the answer is "ok tell kept ID NAME"; window_refuse marks it as
 * refused and says why. These return false if the answer is for something else.
 */
void window_confirm(struct chat *chat, const struct view *view);
bool window_kept(struct chat *chat, const struct command *ok);
bool window_refuse(struct chat *chat, struct str why);

/*
 * Shows the arrivals of those who have stayed by now. Returns when the next
 * will have.
 */
usec window_settle(struct chat *chat, usec now);

/*
 * What is read, for the account's other clients. window_hear_seen takes what
 * another has read; window_look notes what is drawn, and window_tell_seen tells
 * it a moment later, and returns when.
 */
void window_hear_seen(struct chat *chat, const struct command *line);
void window_look(struct chat *chat);
usec window_tell_seen(struct chat *chat, usec now);

/*
 * Has the server tell of the people who have views whether they are here, or
 * away, which the first row shows. It refuses more than 100.
 */
void window_watch(struct chat *chat);

/* Returns the view's place as commands name it: "ops", or "@sara". */
struct str window_place(const struct view *view, char room[1 + LIMIT_GROUP]);

/* Puts a remark of ours before the event with that ID. */
void window_put_before(struct chat *chat, struct view *view, usec id,
    const struct str *pieces, size_t count);

/*
 * Take the tags before an event; and then the event, which is in the view
 * unless that is null: a reply tells what it answers, and a reaction stands
 * under its message.
 */
void window_hear_tags(struct chat *chat, struct str tags);
void window_use_tags(
    struct chat *chat, struct view *view, const struct window_event *event);

/* Functions of the interface: ui.h. */
bool window_past(struct chat *chat, const struct past_want *want,
    const struct command *event, const struct manner *manner);
void window_past_end(
    struct chat *chat, const struct past_want *want, bool goes_on);
void window_hear(struct chat *chat, const struct command *line, bool shown,
    const struct manner *manner);
void window_said(struct chat *chat, const struct command *command,
    const struct where *where);
void window_lost(struct chat *chat);
bool window_key(struct chat *chat, const struct key *key);
bool window_action(struct chat *chat, enum action action, struct str rest);
void window_draw(struct chat *chat, struct str question);
usec window_due(const struct chat *chat);

#endif
