/*
 * Requests that the chat itself makes to the history, one page at a time: the
 * last messages of a group or person whose view is new, what came after the
 * last event that we have, and what the person scrolls or searches back to.
 * Requests wait here until the session is ready.
 */
#ifndef CLIENT_PERSON_PAST_H
#define CLIENT_PERSON_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "text/several.h"

struct chat;

/* Events in a page. */
#define PAST_PAGE 50

/* The maximum number of requests that wait. */
#define PAST_WANTS 256

/* The pages after which a request ends, even if there are more. */
#define PAST_PAGES 5
#define PAST_PAGES_MISSED 20
#define PAST_PAGES_SEARCHED 100

enum past_kind {
	PAST_FILL, /* the last messages, for a new view */
	PAST_MISSED, /* all after an ID */
	PAST_OLDER, /* those before the view's first line */
	PAST_LETTER /* no request: a letter, which comes by itself */
};

struct past_want {
	enum past_kind kind;
	char place[1 + LIMIT_GROUP]; /* a group, or "@" and a name */
	size_t len;
	/* the next page is after it, or before it; 0: the last of all */
	uint64_t id;
	size_t size; /* events in a page */
	size_t round; /* of a letter: that of its block */
	size_t pages; /* asked for so far */
	/* shown so far; of those that we missed, others' alone */
	size_t messages;
	uint64_t first; /* ID of the first event that was shown, or 0 */
	uint64_t lowest; /* ID so far, or 0 */
	bool searches; /* PAST_OLDER: until a search has found its word */
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
	uint64_t since; /* it, when the connection was lost last */
	struct several several; /* the message of the past that is arriving */
	bool added; /* its first line was shown */
};

struct str past_place(const struct past_want *want);

/*
 * Adds a request for a place; the caller sets kind, id and searches. One that
 * the person waits for (PAST_OLDER) comes next. Returns false, and does
 * nothing, if there is no room, or if there is one of that kind for the place.
 */
bool past_add(
    struct past *past, const struct past_want *want, struct str place);

/* Ends the request of a search, without an effect. */
void past_stop_search(struct past *past);

/* Notes a loss of the connection: all requests are dropped. */
void past_lost(struct past *past);

/*
 * Notes that we are in a recorded group, or are in it still, after a
 * reconnection, and requests its last messages, or those that we have missed.
 */
void past_arrived(struct chat *chat, struct str group, bool still);

/*
 * Requests the messages of our talk with a person: those after the ID since, or
 * the last ones if it is 0.
 */
void past_met(struct chat *chat, struct str name, uint64_t since);

/* Takes a line of the server that the session has not noted yet. */
void past_hear(struct chat *chat, const struct command *line);

/*
 * Sends the next request, if the session is ready and none is unanswered. To be
 * called in each turn.
 */
void past_go_on(struct chat *chat);

#endif
