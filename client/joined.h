/*
 * The groups that the server says we are in. The session keeps it up to date;
 * what a typed line means and how a message is shown depend on it.
 */
#ifndef CLIENT_JOINED_H
#define CLIENT_JOINED_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

struct joined_group {
	char name[LIMIT_GROUP];
	size_t len;
};

/* All zero: in no group. */
struct joined {
	struct joined_group *group; /* the current group is the last */
	size_t count;
	size_t room;
};

/* Adds a group or moves it to the end: it is now the current one. */
void joined_choose(struct joined *joined, struct str group);

/* Forgets a group; the one that was current before is current again. */
void joined_leave(struct joined *joined, struct str group);

/* Without regard to ASCII case, as the server compares. */
bool joined_has(const struct joined *joined, struct str group);

/* Group number i in the order of their choosing; valid until a change. */
struct str joined_at(const struct joined *joined, size_t i);

/* The current group; empty if there is none. Valid until a change. */
struct str joined_current(const struct joined *joined);

void joined_free(struct joined *joined);

#endif
