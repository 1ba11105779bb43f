/*
 * The members of a group, sorted regardless of ASCII case. They are kept in
 * small sorted chunks, so that filling a large group is fast in any order.
 */
#ifndef CLIENT_VIEWS_MEMBERS_H
#define CLIENT_VIEWS_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The maximum number of members; further ones are left out. */
#define MEMBERS_MOST 65536

struct members_chunk;

/* The list; all zero: empty. */
struct members {
	struct members_chunk **chunk; /* in order, none of them empty */
	size_t chunks;
	size_t room; /* allocated pointers in chunk */
	size_t count; /* of members */
};

/*
 * Adds a name of at most LIMIT_NAME bytes, or updates its spelling if it is
 * there. Without memory the name is left out.
 */
void members_add(struct members *members, struct str name);

/* Removes a name; does nothing if it is not there. */
void members_remove(struct members *members, struct str name);

/* Renames a member; does nothing if from is not there. */
void members_rename(struct members *members, struct str from, struct str to);

void members_clear(struct members *members);

bool members_has(const struct members *members, struct str name);

/* Returns the index of the first member that does not sort before the name. */
size_t members_from(const struct members *members, struct str name);

size_t members_count(const struct members *members);

/*
 * Returns member i, which must be less than the count; valid until a change.
 * Takes time proportional to the chunks before it (at most some 2,000).
 */
struct str members_at(const struct members *members, size_t i);

/* Forgets all members and frees their memory, as members_clear does. */
void members_free(struct members *members);

#endif
