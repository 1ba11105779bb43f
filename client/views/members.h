/*
 * The members of a group with their roles, sorted by name regardless of ASCII
 * case. They are kept in small sorted chunks, so that filling a large group is
 * fast in any order.
 */
#ifndef CLIENT_VIEWS_MEMBERS_H
#define CLIENT_VIEWS_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The maximum number of members; further ones are left out. */
#define MEMBERS_MOST 65536

struct members_chunk;

/* The ranks, from the highest; what counts is the highest role. */
enum rank { RANK_OPERATOR, RANK_VOICE, RANK_NONE };
#define RANKS (RANK_NONE + 1)

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

/*
 * members_set_roles sets the roles of a member, a mask of ROLE_ (text/heard.h);
 * members_change_role gives or takes one. Both do nothing if the name is not
 * there.
 */
void members_set_roles(
    struct members *members, struct str name, unsigned roles);
void members_change_role(
    struct members *members, struct str name, unsigned role, bool given);

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

/*
 * Returns member i in the order of ranks and, within a rank, of names; as
 * members_at does. rank is set to the member's.
 */
struct str members_ranked(
    const struct members *members, size_t i, enum rank *rank);

/* Forgets all members and frees their memory, as members_clear does. */
void members_free(struct members *members);

#endif
