/*
 * The groups that the server says we are in, in the order of joining, and what
 * has come in each since we last spoke to it. The session keeps it up to date;
 * what a typed line means and how a message is shown depend on it.
 */
#ifndef CLIENT_SESSION_JOINED_H
#define CLIENT_SESSION_JOINED_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

struct joined_group {
	char name[LIMIT_GROUP];
	size_t len;
	size_t chosen; /* the greatest: it is the current group */
	size_t unread; /* messages, unless it is current */
	bool mentions; /* one of them has our name in it */
	char key[LIMIT_DOOR_KEY]; /* that opens it, as far as we know */
	size_t key_len;
};

/* All zero: in no group. */
struct joined {
	struct joined_group *group;
	size_t count;
	size_t room;
	size_t choices; /* how often one has been chosen */
};

/* Adds a group if it is not there; it is now the current one, and read. */
void joined_choose(struct joined *joined, struct str group);

/* Forgets a group; the one that was current before is current again. */
void joined_leave(struct joined *joined, struct str group);

/* Without regard to ASCII case, as the server compares. */
bool joined_has(const struct joined *joined, struct str group);

/* It opens the group from now on, if we are there; empty: it needs none. */
void joined_keep_key(struct joined *joined, struct str group, struct str key);

/* A message has come in the group, which counts unless it is current. */
void joined_hear(struct joined *joined, struct str group, bool mentions);

/* Group number i in the order of joining; valid until a change. */
struct str joined_at(const struct joined *joined, size_t i);

/* Its key, empty if none is known; likewise. */
struct str joined_key_at(const struct joined *joined, size_t i);

/* The number of the current group; 0 if there is none. */
size_t joined_chosen(const struct joined *joined);

/* The current group; empty if there is none. Valid until a change. */
struct str joined_current(const struct joined *joined);

void joined_free(struct joined *joined);

#endif
