/*
 * The members of a group, sorted without regard to ASCII case. They lie in
 * small sorted chunks, so that a large group is filled in no time,
 * in whatever order they come. Used by the views; read by whoever draws them.
 */
#ifndef CLIENT_VIEWS_MEMBERS_H
#define CLIENT_VIEWS_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* More are left out. */
#define MEMBERS_MOST 65536

struct members_chunk;

/* All zero: there are none. */
struct members {
	struct members_chunk **chunk; /* in order, none of them empty */
	size_t chunks;
	size_t room; /* pointers that chunk has room for */
	size_t count; /* of members */
};

/*
 * Adds a name, of at most LIMIT_NAME bytes; if it is there, it is written so
 * from now on. Without memory it is left out.
 */
void members_add(struct members *members, struct str name);

/* Does nothing if it is not there. */
void members_remove(struct members *members, struct str name);

/* The same, if from is not there. */
void members_rename(struct members *members, struct str from, struct str to);

void members_clear(struct members *members);

bool members_has(const struct members *members, struct str name);

/* The number of the first in their order that is not before that name. */
size_t members_from(const struct members *members, struct str name);

size_t members_count(const struct members *members);

/*
 * Number i in their order, which is less than their count; valid until the next
 * change. It takes time for each chunk before it (up to some 2,000).
 */
struct str members_at(const struct members *members, size_t i);

/* The same as members_clear. */
void members_free(struct members *members);

#endif
