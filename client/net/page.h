/*
 * Pages of the server's history, of a group or of the talk with somebody: the
 * user asks for the next one as often as it likes, and takes the events. One
 * page at a time.
 */
#ifndef CLIENT_NET_PAGE_H
#define CLIENT_NET_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/session.h"

struct pages {
	/* Set by the user: */
	enum { PAGE_BACK, PAGE_ON } way;
	bool said; /* messages alone */
	const char *text; /* those that contain it alone, each; or null */
	bool hidden; /* the answer is the program's own: session_hides */
	size_t size; /* events in a page */
	/* The next page is before or after it, an ID; 0: the last of all. */
	uint64_t at;
	/* Set by page_take: */
	bool more; /* there may be another page */
	size_t number; /* of the command that is unanswered; 0: none */
	uint64_t oldest; /* ID of an event in this page; 0: none yet */
};

/* How far a user has come in the events of a place; all zero at first. */
struct page_progress {
	uint64_t last; /* ID of the last event of which a line has come */
	uint64_t place; /* all lines of all events up to this one have come */
	size_t come; /* lines of the last event, this time */
	size_t passed; /* and at most */
	size_t lines; /* that it has */
};

/* Begins after the event with that ID. */
void page_begin(struct page_progress *progress, uint64_t id);

/*
 * Notes a line that has come; false if it did so before. If a connection breaks
 * amid the lines of a message, all of them come again: come is to be 0 then.
 */
bool page_advance(struct page_progress *progress, const struct command *event);

/* Asks for the next page of the target; only when session_ready. */
void page_ask(struct pages *page, struct session *session, struct str target);

/* The meaning of a line of the server for the page. */
enum page_news {
	PAGE_OTHER, /* it is about something else */
	PAGE_NOTHING, /* part of the page, but no event */
	PAGE_EVENT, /* *event is one of the page; it has an ID */
	PAGE_GAP, /* *event is "gap FROM TO": what lies between is lost */
	PAGE_END, /* more is set, and at for the next one */
	PAGE_REFUSED
};

/*
 * Takes a line that the session has noted. The event is valid as long as the
 * line. Nothing more comes after an end or a refusal, until the next is asked
 * for.
 */
enum page_news page_take(struct pages *page, const struct session *session,
    const struct command *line, struct command *event);

/* Returns the ID of an event. */
uint64_t page_id(const struct command *event);

/* Returns whether the answer to "mode G" says that the group is recorded. */
bool page_is_recorded(const struct command *answer);

#endif
