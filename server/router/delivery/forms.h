/*
 * An event as lines, in each form that clients may want: made in place, in a
 * stream (outq.h), and charged for (budget.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_FORMS_H
#define SERVER_ROUTER_DELIVERY_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/queue/outq.h"
#include "shared/str.h"

/* A line in the making: its words. An empty one at its end is left out. */
struct words {
	const struct str *at;
	size_t count;
};
#define WORDS(...)                                              \
	((struct words) { (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })) })

/*
 * An event as it is told: in short, and to who wants that in full. Without
 * words of one form nobody gets it in that form. In full FAN_ACTOR stands for
 * the client that did it (identity_actor), who is looked up only if somebody
 * wants that; CLIENT_NONE: there is no such word.
 */
struct event {
	struct words brief;
	struct words full;
	uint32_t actor;
	struct words
	    ahead; /* a line in front of the brief one, if it has words */
};
#define NO_WORDS ((struct words) { NULL, 0 })
#define EVENT(brief, full, actor) \
	(&(const struct event) { brief, full, actor, NO_WORDS })
#define EVENT_BEHIND(ahead, brief, full, actor) \
	(&(const struct event) { brief, full, actor, ahead })
#define SAME(words) EVENT(words, words, CLIENT_NONE)
extern const struct str fan_actor;
#define FAN_ACTOR fan_actor

/* Tags in front of a full event, at most. */
#define FAN_TAGS 2

/* In short, and in full. */
enum form { BRIEF, FULL, FORMS };

/* Has the event a line in that form? */
bool forms_has(const struct event *event, enum form form);

/*
 * Builds the event's lines, with these tags in front of a full one; how many
 * there are, 0 where there is no memory.
 */
uint32_t forms_build(struct stream *stream, const struct event *event,
    enum form form, const struct str tags[FAN_TAGS], struct piece *piece);

/* Builds one line; false where there is no memory. */
bool forms_line(struct stream *stream, struct words words, struct piece *piece);

#endif
