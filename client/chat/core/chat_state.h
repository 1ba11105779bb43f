/*
 * The state of a chat, shared by its files and its interfaces, which alone
 * include this header.
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
	bool logged_in; /* as far as we know */
	bool passes; /* the new account ends with the server */
	struct account_secret typed; /* of the command */
	struct account_secret used; /* what reconnecting logs in with */
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
	char leaves[LIMIT_TOPIC + 1]; /* that of the last /away */
	bool full; /* the server sends events in full form */
	struct str account; /* of who has caused the line; empty: none */
	struct past past;
	struct account_state account_state;
	uint64_t kicked; /* event ID of the last kick */
	struct chat_line queue[CHAT_LINES]; /* a ring */
	size_t queue_first, queued;
	char tried[LIMIT_NAME + 1]; /* the name that a person has sent last */
	bool hinted; /* a text looked like a command */
};

#endif
