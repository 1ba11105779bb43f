/*
 * Pages of the server's history, of a group or of the talk with somebody: the
 * user asks for the next one as often as it likes, and takes the events. One
 * page at a time.
 */
#ifndef CLIENT_NET_FETCH_H
#define CLIENT_NET_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "net/session.h"

struct fetch {
	/* Set by the user: */
	enum { FETCH_BACK, FETCH_ON } way;
	bool said; /* messages alone */
	const char *text; /* those that contain it alone, each; or null */
	bool hidden; /* the answer is the program's own: session_hides */
	size_t size; /* events in a page */
	/* The next page is before or after it, an ID; 0: the last of all. */
	uint64_t at;
	/* Set by fetch_take: */
	bool more; /* there may be another page */
	size_t number; /* of the command that is unanswered; 0: none */
	uint64_t oldest; /* ID of an event in this page; 0: none yet */
};

/* How far a user has come in the events of a place; all zero at first. */
struct fetch_progress {
	uint64_t last; /* ID of the last event of which a line has come */
	uint64_t place; /* all lines of all events up to this one have come */
	size_t come; /* lines of the last event, this time */
	size_t passed; /* and at most */
	size_t lines; /* that it has */
};

/* Begins after the event with that ID. */
void fetch_begin(struct fetch_progress *progress, uint64_t id);

/*
 * Notes a line that has come; false if it did so before. If a connection breaks
 * amid the lines of a message, all of them come again: come is to be 0 then.
 */
bool fetch_advance(
    struct fetch_progress *progress, const struct command *event);

/* Asks for the next page of the target; only when session_ready. */
void fetch_ask(struct fetch *page, struct session *session, struct str target);

/* The meaning of a line of the server for the page. */
enum fetch_news {
	FETCH_OTHER, /* it is about something else */
	FETCH_NOTHING, /* part of the page, but no event */
	FETCH_EVENT, /* *event is one of the page; it has an ID */
	FETCH_TAGS, /* *event is "tags TEXT", of the next event */
	FETCH_GAP, /* *event is "gap FROM TO": what lies between is lost */
	FETCH_END, /* more is set, and at for the next one */
	FETCH_REFUSED
};

/*
 * Takes a line that the session has noted. The event is valid as long as the
 * line. Nothing more comes after an end or a refusal, until the next is asked
 * for.
 */
enum fetch_news fetch_take(struct fetch *page, const struct session *session,
    const struct command *line, struct command *event);

/* Returns the ID of an event. */
uint64_t fetch_id(const struct command *event);

/* Returns whether the answer to "mode G" says that the group is recorded. */
bool fetch_is_recorded(const struct command *answer);

#endif
