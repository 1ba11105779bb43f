/*
 * Pages of the server's history, of a group or of the talk with somebody. The
 * user sends the request, and decides from which ID on to ask for the next.
 */
#ifndef CLIENT_NET_PAGE_H
#define CLIENT_NET_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/session.h"

/* All zero: nothing was asked for. */
struct page {
	size_t number; /* of the command that is unanswered; 0: none */
	uint64_t oldest; /* ID of the first event that came; 0: none */
	/* In the answer. */
	uint64_t count; /* events */
	uint64_t last; /* where the page ended, an ID; 0: not told */
};

/*
 * Sends "history" and these words, from the target on; only when session_ready.
 * One page at a time.
 */
void page_ask(struct page *page, struct session *session,
    const struct str *words, size_t count);
#define PAGE_ASK(page, session, ...)                                  \
	page_ask(page, session, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* The meaning of a line of the server for the page. */
enum page_news {
	PAGE_OTHER, /* it is about something else */
	PAGE_NOTHING, /* part of the page, but no event */
	PAGE_EVENT, /* *event is one of the page; it has an ID */
	PAGE_GAP, /* *event is "gap FROM TO": what lies between is lost */
	PAGE_END, /* count and last are set */
	PAGE_REFUSED
};

/*
 * Takes a line that the session has noted. The event is valid as long as the
 * line. Nothing more comes after an end or a refusal.
 */
enum page_news page_take(struct page *page, const struct session *session,
    const struct command *line, struct command *event);

/* Returns the ID of an event. */
uint64_t page_id(const struct command *event);

/* Returns whether the answer to "mode G" says that the group is recorded. */
bool page_is_recorded(const struct command *answer);

#endif
