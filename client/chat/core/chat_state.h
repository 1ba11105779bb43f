/*
 * The state of a chat, shared by the files of the chat and its interfaces:
 * first what there is, then what each file does with it. No other file includes
 * this header.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_STATE_H
#define CLIENT_CHAT_CORE_CHAT_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/core/chat_run.h"
#include "chat/core/notify.h"
#include "chat/core/ui.h"
#include "edit/typing.h"
#include "net/fetch.h"
#include "net/link.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "system/out.h"
#include "text/render.h"
#include "text/several.h"

/*
 * The room that the output must have before a step that adds to it begins:
 * enough for whatever one step adds, and for the input row after it.
 */
#define CHAT_STEP (OUT_SIZE / 2)
static_assert(RENDER_ROOM < CHAT_STEP, "a line fits");

/* The most typed lines that wait for the answers to earlier ones. */
#define CHAT_LINES 64

/* The last commands of a person of which is known what was asked. */
#define CHAT_ASKED 16

#define CHAT_QUESTION 256

/* --- Requests to the history --------------------------------------------- */

/* Events in a page. */
#define PAST_PAGE 50

/* The maximum number of requests that wait. */
#define PAST_WANTS 512

/* The pages after which a request ends, even if there are more. */
#define PAST_PAGES 5
#define PAST_PAGES_MISSED 20
#define PAST_PAGES_SEARCHED 100

enum past_kind {
	PAST_FILL, /* the last messages, for a new view */
	PAST_MISSED, /* all after an ID */
	PAST_OLDER /* those before the view's first line */
};

struct past_want {
	enum past_kind kind;
	char place[1 + LIMIT_GROUP]; /* a group, or "@" and a name */
	size_t len;
	/* the next page is after this ID, or before it; 0: the last of all */
	uint64_t id;
	/* from this one on, events came by themselves; 0: not yet, or unknown
	 */
	uint64_t until;
	struct fetch_progress progress; /* in what was missed */
	bool asleep; /* it waits until we are in the group, or logged in */
	size_t size; /* events in a page */
	size_t pages; /* asked for so far */
	/* shown so far; of those that we missed, others' alone */
	size_t messages;
	uint64_t first; /* ID of the first event that was shown, or 0 */
	bool more; /* there may be more in that direction */
	bool refused;
};

/* All zero at first. */
struct past {
	struct past_want want[PAST_WANTS]; /* in the order of asking */
	size_t count;
	struct fetch page; /* of the first one */
	uint64_t newest; /* ID of the latest event so far */
	struct several several; /* the message of the past that is arriving */
	bool added; /* its first line was shown */
};

/* --- The account --------------------------------------------------------- */

/* An account and its secret, ended by NULs; empty if there is none. */
struct account_secret {
	char name[LIMIT_NAME + 1];
	char secret[LIMIT_SECRET + 1];
};

struct account_state {
	enum account_step {
		ACCOUNT_IDLE,
		ACCOUNT_ASKS, /* the person is asked for a secret */
		ACCOUNT_LOGS_IN, /* as typed; the login is session's */
		ACCOUNT_REGISTERS
	} step;
	struct str word; /* of the command that asks */
	bool logged_in; /* as far as we know */
	bool passes; /* the new account ends with the server */
	struct account_secret typed; /* of the command */
	struct account_secret used; /* what reconnecting logs in with */
};

/* A command of a person that was sent. */
struct chat_asked {
	size_t number; /* session.said; 0: none */
	size_t len;
	char line[LIMIT_LINE];
};

/* Where a line was typed. */
struct chat_place {
	enum where_kind kind;
	char name[LIMIT_GROUP]; /* of the group or person, or empty */
	size_t len;
};

/* A typed line that waits until those before it are answered. */
struct chat_line {
	struct chat_place place;
	size_t len;
	char text[LIMIT_LINE];
};

/*
 * Takes the answer to a question: a secret, or any text for yes; null: no, or
 * there is none.
 */
typedef void question_taker(struct chat *chat, struct str answer);

/* The question that is open, if one is: typing.asks. */
struct question {
	char text[CHAT_QUESTION];
	question_taker *take;
	struct chat_place place; /* where it was asked */
};

/* Room for all that is rendered at once. */
#define CHAT_LINE (RENDER_ROOM + CHAT_MESSAGE)

#define CHAT_MESSAGE 512

/* The longest word that can be completed, such as "#ops"; bytes. */
#define COMPLETE_WORD (2 + LIMIT_GROUP)

/* The state of a completion; all zero: the last key was not Tab. */
struct complete {
	bool active;
	size_t start; /* of the word, in the line */
	char sign; /* before the word, one of "@+#/"; or NUL */
	char typed[COMPLETE_WORD]; /* the word before the first Tab */
	size_t len;
	size_t people; /* so many were offered */
	size_t next; /* the number of the next match to offer, after people */
};

struct window;

/*
 * The person's side: the terminal, the line being typed, the interface that
 * shows everything, and the chat.
 */
struct console {
	struct chat *chat;
	const struct ui *ui;
	struct typing typing;
	usec typed; /* when the last key was pressed; of clock_mono */
	struct complete complete;
	struct window *window; /* of ui_window, or null */
	struct out out;
	struct buf line; /* being rendered for ui->show */
	char line_memory[CHAT_LINE];
	usec rings_from; /* the bell rings again; of clock_mono */
	struct notify notify;
	struct question question;
	char asked[2 * CHAT_QUESTION]; /* it, with the answer so far */
	bool leaving; /* the person has asked to quit */
	usec quit_until; /* asking again before then quits; of clock_mono */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0 */
	char message[CHAT_MESSAGE]; /* for standard error, if not empty */
};

/* A chat with one server. */
struct chat {
	struct console *console;
	struct chat_options options;
	struct session session;
	struct link link;
	bool greeted; /* the message of the day was asked for */
	bool starting; /* the line is about a group of the command line */
	bool hides; /* the line is dealt with, and need not be shown */
	char current[LIMIT_GROUP + 1]; /* the group before the last loss */
	uint32_t said; /* hash of the last line of the connection's command */
	size_t hushed; /* how many of the groups asked about are not shown */
	size_t lines_of_names; /* so far, of the current list */
	char away[LIMIT_TOPIC + 1]; /* why we are, on all devices; or empty */
	bool reminded; /* of that, since it was so */
	bool full; /* the server sends events in full form */
	struct str account; /* of who has caused the line; empty: none */
	struct chat_asked asked[CHAT_ASKED]; /* a ring */
	struct past past;
	struct account_state account_state;
	uint64_t kicked; /* event ID of the last kick */
	struct chat_line queue[CHAT_LINES]; /* a ring */
	size_t queue_first, queued;
	char tried[LIMIT_NAME + 1]; /* the name that a person has sent last */
	bool hinted[VERB_COUNT]; /* texts looked like these commands */
};

/* --- chat.c: the loop ---------------------------------------------------- */

/*
 * End the chat after this turn, with an exit status; chat_fail also sets the
 * message for standard error. Only the first call of either has an effect.
 */
void chat_end(struct chat *chat, int status);
void chat_fail(struct chat *chat, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns whether the chat is over. */
bool chat_is_over(const struct chat *chat);

/* Returns whether the output has room for one more step. */
bool chat_has_room(struct chat *chat);

/* Stops the process with the terminal restored, and resumes when continued. */
void chat_suspend(struct chat *chat);

/*
 * Tell a person something in a line of our own, CHAT_TELL_OF in the view of a
 * group.
 */
#define CHAT_REMARK(chat, ...) CHAT_TELL(chat, REMARK_HERE, __VA_ARGS__)
#define CHAT_TELL(chat, kind, ...) \
	CHAT_SAY(chat, kind, ((struct str) { NULL, 0 }), __VA_ARGS__)
#define CHAT_TELL_OF(chat, group, ...) \
	CHAT_SAY(chat, REMARK_HERE, group, __VA_ARGS__)
#define CHAT_SAY(chat, kind, group, ...)               \
	(chat)->console->ui->remark(chat, kind, group, \
	    (const struct str[]) { __VA_ARGS__ },      \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* --- chat_link.c: the link to the server --------------------------------- */

/* Begins the link of a chat that has its options; the link's, as they follow.
 */
void chat_begin_link(struct chat *chat);
struct link_options chat_link_options(struct chat *chat);

/*
 * Tells the person what the command that is the connection has written on
 * standard error; while we reconnect, no line twice in a row.
 */
void chat_hear_via(struct chat *chat);

/* Returns whether the connection is lost, so that input cannot be sent now. */
bool chat_is_offline(const struct chat *chat);

/* Returns our name; while reconnecting, the one before. */
struct str chat_me(const struct chat *chat);

/*
 * Returns what names the server to a person: the address or, if a command is
 * the connection, a word of it with a dot or @, or its program.
 */
struct str chat_server(const struct chat *chat);

/* --- chat_typed.c: keys and questions ------------------------------------ */

/* Quits; once more, and it does not wait for the server. */
void chat_quit(struct chat *chat);

/* Rings the terminal's bell: a key has no effect. */
void chat_ring(struct chat *chat);

/* Takes keys that the person has pressed. */
void chat_take_keys(struct chat *chat, const char *bytes, size_t len);

/*
 * Takes a lone ESC as a key once nothing has followed it for a while. Returns
 * when that is.
 */
usec chat_pause_keys(struct chat *chat);

/*
 * Asks a question, which takes all keys until it is answered: with yes or no
 * or, if it is hidden, by a secret.
 */
void chat_ask(struct chat *chat, bool hidden, question_taker *take,
    const struct str *pieces, size_t count);
#define CHAT_ASK(chat, hidden, take, ...)                                  \
	chat_ask(chat, hidden, take, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Puts the next match for the word before the cursor into the line: a name, a
 * group, a command after a slash, or a command's argument. After the last match
 * comes the first again. Returns false if there is none. complete.c
 */
bool chat_complete(struct chat *chat);

/* --- chat_input.c: what a line does -------------------------------------- */

/*
 * Reads standard input once: keys that make lines, or in the stream lines that
 * the terminal has edited.
 */
void chat_read_input(struct chat *chat);

/*
 * Queues a line typed there. Returns false if there are too many, or it is too
 * long.
 */
bool chat_queue(struct chat *chat, const struct chat_place *place,
    const struct str *pieces, size_t count);

#define CHAT_TOO_MUCH "too much to send at once; try again later"

/* Queues the name as if it had been typed. */
void chat_take_name(struct chat *chat, const char *name);

/* Obeys input lines, as far as now possible. */
void chat_take_input(struct chat *chat);

/*
 * Obeys a line that must not wait: one that asks for a secret, which may be
 * typed already, or without a connection one that needs none. False if it is
 * another.
 */
bool chat_obey_now(struct chat *chat, struct str line);

/* Sends a text as if it had been typed there. The session must be ready. */
void chat_say(struct chat *chat, const struct where *where, struct str text);

/* Tells that a line or text was not sent; the pieces say why. */
void chat_refuse(struct chat *chat, const struct str *pieces, size_t count);
#define CHAT_REFUSE(chat, ...)                                  \
	chat_refuse(chat, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * chat_place returns where the person types now, and chat_where what a place
 * means now; null: the present one.
 */
struct chat_place chat_place(const struct chat *chat);
struct where chat_where(
    const struct chat *chat, const struct chat_place *place);

/*
 * Gets the person's command that is to be answered next; false if it is not
 * known. Valid until the next one is sent.
 */
bool chat_asked(const struct chat *chat, struct command *command);

/*
 * --- chat_set.c: settings -------------------------------------------------
 *
 * Each changes a setting at once and for the next start, and tells the person.
 * The arguments are as typed.
 */

/* Carries out /set [KEY [VALUE]]; a VALUE of "-" restores the default. */
void chat_set(struct chat *chat, struct str rest);

/*
 * With the setting keep, saves the groups that we are in, or return to, for the
 * next start, in the order of their views. May block until they are on the
 * disk. To be called once, before the interface ends: it tells of a failure.
 */
void chat_keep(struct chat *chat);

/* Returns whether a person who leaves is to be asked for the setting keep. */
bool chat_must_ask_keep(const struct chat *chat);

/* Carry out /mute and /unmute with [G]; alone, for the current group. */
void chat_mute(struct chat *chat, struct str rest);
void chat_unmute(struct chat *chat, struct str rest);

/* Carries out /highlight with [WORDS]; "-" clears them. */
void chat_highlight(struct chat *chat, struct str rest);

/* Carry out /ignore with [PATTERN], and /unignore with PATTERN. */
void chat_ignore(struct chat *chat, struct str rest);
void chat_unignore(struct chat *chat, struct str rest);

/*
 * --- account.c: a person's account ----------------------------------------
 */

/* Carry out /login NAME [SECRET], and /register. */
void account_login(struct chat *chat, struct str rest);
void account_register(struct chat *chat, struct str rest);

/*
 * Carry out /oper NAME [SECRET] and /enroll NAME [SECRET], whose secret goes to
 * the server as it is: only if account_may_say lets it, which otherwise tells
 * the person why.
 */
void account_oper(struct chat *chat, struct str rest);
void account_enroll(struct chat *chat, struct str rest);
bool account_may_say(struct chat *chat, struct str word);

/* Takes what a line meant for our login, after link_note. */
void account_heard(struct chat *chat);

/*
 * Takes any other line before session_note. Returns whether it answers a
 * command of ours, and is not to be shown.
 */
bool account_note(struct chat *chat, const struct command *line);

/* If the line refuses a name, tells how its owner can have it. */
void account_offer_login(struct chat *chat, const struct command *err);

/*
 * Returns whether we are not logged in though we have an account, and the
 * person has not left it by /logout.
 */
bool account_is_missed(const struct chat *chat);

/* Notes that the connection is lost: we are no longer logged in. */
void account_lost(struct chat *chat);

/*
 * --- past.c: requests that the chat itself makes to the history -----------
 *
 * One page at a time: the last messages of a group or person whose view is new,
 * what came after the last event that we have, and what the person scrolls or
 * searches back to. Requests wait until the session is ready.
 */

struct str past_place(const struct past_want *want);

/*
 * Adds a request for a place; the caller sets kind and id. One that
 * the person waits for (PAST_OLDER) comes next. Returns false, and does
 * nothing, if there is no room, or if there is one of that kind for the place.
 */
bool past_add(
    struct past *past, const struct past_want *want, struct str place);

/* Returns whether a place has requests that the person does not wait for. */
bool past_has(const struct past *past, struct str place);

/*
 * Notes a loss of the connection: requests for what was missed before sleep
 * until they can be sent again, others are dropped.
 */
void past_lost(struct past *past);

/*
 * Requests what was said in a place after the ID or, if it is 0, the last
 * messages; in a group once we are in it.
 */
void past_since(struct past *past, struct str place, uint64_t since);

/*
 * Notes that we have joined a group: before the ID of our join are its last
 * messages, or those that we have missed. past_arrived requests them if it is
 * recorded.
 */
void past_joined(struct chat *chat, struct str group, uint64_t id);
void past_arrived(struct chat *chat, struct str group, bool recorded);

/* Takes a line of the server that the session has noted. */
void past_hear(struct chat *chat, const struct command *line);

/*
 * Takes a line of the server if it tells what came in a talk while our account
 * was not connected, and requests that; false if it does not.
 */
bool past_hear_talk(struct chat *chat, const struct command *line);

/*
 * Tells the server that the private messages that came by themselves are read,
 * unless some from before are still requested.
 */
void past_report(struct chat *chat);

/*
 * Sends the next request, if the session is ready and none is unanswered. To be
 * called in each turn.
 */
void past_go_on(struct chat *chat);

/* --- chat_answers.c: the server's lines ---------------------------------- */

/* Shows the lines of the server, as far as there is room. */
void chat_show_answers(struct chat *chat);

/* Returns how to show a line of the server; null: a line of our own. */
struct manner chat_manner(const struct chat *chat, const struct command *line);

#endif
