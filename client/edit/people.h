/*
 * The names that have been heard of, the last one first: whom one may want to
 * speak to. Kept up to date by the session; for completion.
 */
#ifndef CLIENT_EDIT_PEOPLE_H
#define CLIENT_EDIT_PEOPLE_H

#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Of more, those who have been silent for longest are forgotten. */
#define PEOPLE_MOST 512

struct person {
	char name[LIMIT_NAME];
	size_t len;
};

/* All zero: nobody. */
struct people {
	struct person person[PEOPLE_MOST];
	size_t count;
};

/* Takes note of who is in a line of the server. */
void people_note(struct people *people, const struct command *line);

/* Number i, 0 being who was heard of last; valid until a change. */
struct str people_at(const struct people *people, size_t i);

#endif
