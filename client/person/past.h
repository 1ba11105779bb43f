/*
 * Requests that the chat itself makes to the history, one page at a time: the
 * last messages of a group that we have joined, those that we have missed while
 * disconnected, and what the person scrolls or searches back to. Requests wait
 * here until the session is ready. Nothing here shows anything.
 */
#ifndef CLIENT_PERSON_PAST_H
#define CLIENT_PERSON_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edit/find.h"
#include "net/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Events in a page. */
#define PAST_PAGE 50

/* The maximum number of requests that wait. */
#define PAST_WANTS 256

/* The pages after which a request ends, even if there are more. */
#define PAST_PAGES 5
#define PAST_PAGES_MISSED 20
#define PAST_PAGES_FOUND 100

enum past_kind {
	PAST_FILL, /* the last messages, for a new view */
	PAST_MISSED, /* all after an ID */
	PAST_OLDER, /* those before the view's first line */
	PAST_FOUND, /* the ID of the last message with a text */
	PAST_TALKS, /* who has sent us messages after an ID */
	PAST_LETTER /* no request: a letter, which comes by itself (letters.h)
		     */
};

struct past_want {
	enum past_kind kind;
	char place[1 + LIMIT_GROUP]; /* a group, or "@" and a name */
	size_t len;
	/* of the next page: after it, or before it; 0: the last page of all */
	uint64_t id;
	uint64_t until; /* PAST_OLDER: the ID to be reached, or 0: one page */
	char text[FIND_MOST]; /* PAST_FOUND */
	size_t text_len;
	size_t size; /* events in a page */
	bool in_lines; /* size is the lines of messages */
	size_t pages; /* asked for so far */
	size_t messages; /* shown so far */
	uint64_t lowest; /* ID so far, or 0 */
	size_t round; /* PAST_LETTER: that of its block */
	bool more; /* there may be more in that direction */
	bool refused;
	bool stopped; /* nobody waits for it any more */
};

/* All zero at first. */
struct past {
	struct past_want want[PAST_WANTS]; /* in the order of asking */
	size_t count;
	bool asked; /* the first one awaits its answer */
	uint64_t newest; /* ID of the latest event so far */
	uint64_t since; /* what came after this ID was missed, or 0 */
	bool behind; /* it is not known yet */
	bool events; /* joins and the like are wanted as well as messages */
	bool account; /* we are logged in to one */
	struct several several; /* the message of the past that is arriving */
	bool added; /* its first line was shown */
};

/* Notes a loss of the connection: all requests are dropped. */
void past_lost(struct past *past);

/*
 * Notes that everything the connection began with was asked for: once there is
 * no request for what was missed, nothing is.
 */
void past_settle(struct past *past);

/*
 * Adds a request for a place; its kind, id, until and text are set. One that
 * the person waits for (PAST_OLDER, PAST_FOUND) comes next; then those for what
 * people have said to us, which is logged nowhere else. Returns false, and does
 * nothing, if there is no room, or if there is one of that kind for the place.
 */
bool past_add(
    struct past *past, const struct past_want *want, struct str place);

/* Returns whether there is a request of that kind for the place. */
bool past_has(const struct past *past, enum past_kind kind, struct str place);

/* Notes that a place has another name from now on. */
void past_rename(struct past *past, struct str from, struct str to);

struct str past_place(const struct past_want *want);

/* Ends the requests that a search has made, without an effect. */
void past_stop_search(struct past *past);

/* Sends the next request, if the session is ready and none is unanswered. */
void past_ask(struct past *past, struct session *session);

/* The meaning of a line of the server for the first request. */
enum past_news {
	PAST_NO_NEWS,
	PAST_EVENT, /* *event is an event of the past */
	PAST_TALK, /* a talk: arguments as in the line */
	PAST_PAGE_END /* also if it is refused: see want->refused, want->more */
};

/*
 * Takes a line of the server that the session has not noted yet. The event is
 * valid as long as the line.
 */
enum past_news past_take(struct past *past, const struct session *session,
    const struct command *line, struct command *event);

/*
 * Ends the first request, whose page has ended, or asks for its next page.
 */
void past_end(struct past *past);
void past_continue(struct past *past);

#endif
