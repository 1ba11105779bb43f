/*
 * An event: its ID and its words. Lines are built in place, in a stream
 * (outq.h), and their cost is charged (budget.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_EVENTS_H
#define SERVER_ROUTER_DELIVERY_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/model/conns.h"
#include "router/queue/outq.h"
#include "shared/clock.h"
#include "shared/str.h"

/* Returns a new event's ID: µs since 1970, always more than the last. */
uint64_t event_ids_next(void);

/*
 * The largest ID that a file is believed, of the year 2255: those after it
 * still have 16 digits for centuries, and are numbers of JSON
 * (shared/grammar.c).
 */
#define EVENT_ID_MOST UINT64_C(8999999999999999)

/*
 * event_ids_ahead returns by how much the last ID is ahead of the wall clock,
 * after that was set back. event_ids_pass makes all later IDs greater than this
 * one, which a file has brought.
 */
usec event_ids_ahead(void);
void event_ids_pass(uint64_t id);

/* The words of a line. Empty words at its end are left out. */
struct words {
	const struct str *at;
	size_t count;
};
#define WORDS(...) ((struct words) { STRS(__VA_ARGS__) })

/*
 * The forms of an event: brief, full for clients that want it, and that with a
 * mark for other connections of who caused it.
 */
enum form { BRIEF, FULL, ELSEWHERE, FORMS };

/*
 * An event, by the words of its full form, in which FANOUT_ACTOR stands for the
 * client of the connection that acted (clients_actor), which is looked up only
 * if somebody wants that form. The brief form is made of it, if there is one;
 * EVENT_FORMS has another. A form without words is not sent.
 *
 * EVENT_LINES is "lines ID TO ACTOR LENGTHS TEXT" in both forms, as the history
 * has it (message_lines.h). Clients get "lines ID TO ACTOR N [MAP]", and then a
 * msg, or a tell, for each line.
 */
struct event {
	struct words full;
	conn_id actor; /* CONN_NONE: nobody */
	bool in_lines; /* its last two words are a message of several lines */
	struct words brief; /* if that is not made of the full form */
};
#define NO_WORDS ((struct words) { NULL, 0 })
#define EVENT(full, actor) \
	(&(const struct event) { full, actor, false, NO_WORDS })
#define EVENT_LINES(full, actor) \
	(&(const struct event) { full, actor, true, NO_WORDS })
#define EVENT_FORMS(brief, full, actor) \
	(&(const struct event) { full, actor, false, brief })
extern const struct str fanout_actor;
#define FANOUT_ACTOR fanout_actor

/* The most tags before a full event. */
#define FANOUT_TAGS 2

/*
 * Returns the words of an event in that form, with its actor filled in and
 * without empty words at the end, perhaps in room for them; none: it has no
 * such form.
 */
#define FORMS_WORDS 8
struct words event_words(
    const struct event *event, enum form form, struct str room[FORMS_WORDS]);

/* Builds one line; returns false if there is no memory. */
bool event_line(struct stream *stream, struct words words, struct piece *piece);

#endif
