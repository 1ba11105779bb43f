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
 * An event in both forms: brief, and full for clients that want it. A form
 * without words is not sent. In the full form FANOUT_ACTOR stands for the
 * client of the connection that acted (clients_actor), which is looked up only
 * if somebody wants that form; with CONN_NONE that word is left out.
 *
 * EVENT_LINES is "lines ID TO ACTOR LENGTHS TEXT" in both forms, as the history
 * has it (message_lines.h). Clients get "lines ID TO ACTOR N [MAP]", and then a
 * msg, or a tell, for each line.
 */
struct event {
	struct words brief;
	struct words full;
	conn_id actor; /* CONN_NONE: nobody */
	bool in_lines; /* its last two words are a message of several lines */
};
#define NO_WORDS ((struct words) { NULL, 0 })
#define EVENT(brief, full, actor) \
	(&(const struct event) { brief, full, actor, false })
#define EVENT_LINES(brief, full, actor) \
	(&(const struct event) { brief, full, actor, true })
extern const struct str fanout_actor;
#define FANOUT_ACTOR fanout_actor

/* The most tags before a full event. */
#define FANOUT_TAGS 2

/*
 * Returns the words of a full event, with its actor filled in and without empty
 * words at the end, in room for them; elsewhere: for the actor's other
 * connections.
 */
#define FORMS_WORDS 8
struct words event_full(
    const struct event *event, bool elsewhere, struct str room[FORMS_WORDS]);

/* Returns the words without the empty ones at the end. */
struct words event_trimmed(struct words words);

/* Builds one line; returns false if there is no memory. */
bool event_line(struct stream *stream, struct words words, struct piece *piece);

#endif
