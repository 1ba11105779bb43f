/* The words of an event as the history has them (record.h). */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_WORDS_H
#define SERVER_ROUTER_DELIVERY_RECORD_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The sort of an event: how the history has it. */
enum record_sort {
	RECORD_NOTHING, /* it does not have it */
	RECORD_PLAIN,
	RECORD_JOIN,
	RECORD_LEAVE,
	RECORD_KICK,
	RECORD_MODE,
	RECORD_REDACT,
	RECORD_SHARED, /* once for each group of its actor */
	RECORD_TELL, /* between two: from, and to */
	RECORD_NOTE /* between two: to, and from */
};

/*
 * Return what is done with the event of these full words: one of a group, or of
 * all groups of a client; or one between two clients.
 */
enum record_sort record_words_sort(struct words full);
enum record_sort record_words_sort_between(struct words full);

uint64_t record_words_id(struct words full);

/*
 * Returns the words after WHERE, some of them in the room: the actor first, and
 * no key of a group.
 */
struct words record_words_rest(
    struct words full, enum record_sort sort, struct str room[FORMS_WORDS]);

/* Returns whether it is a mode event by which a group's history goes on. */
bool record_words_want_history(struct words full);

/*
 * Takes as many tags as have so many bytes from the front of *tags, and leaves
 * out one that is too long by itself. Returns false if none is left.
 */
bool record_words_tags(struct str *tags, size_t most, struct str *part);

#endif
