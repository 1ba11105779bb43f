/*
 * The members of a group with their roles, sorted by name regardless of ASCII
 * case.
 */
#ifndef CLIENT_WORLD_MEMBERS_H
#define CLIENT_WORLD_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The maximum number of members; further ones are left out. */
#define MEMBERS_MOST 65536

/* The roles in a group (a mask). */
enum { ROLE_OPERATOR = 1 << 0, ROLE_VOICE = 1 << 1 };

struct member;

/* The list; all zero: empty. */
struct members {
	struct member **member;
	size_t count;
	size_t room; /* allocated pointers */
};

/* Takes "@" and "+" off a name in a list; returns the roles. */
unsigned members_role(struct str *name);

/*
 * Adds a name of at most LIMIT_NAME bytes, or updates its spelling if it is
 * there. Without memory the name is left out.
 */
void members_add(struct members *members, struct str name);

/* Adds a name that was heard of just now: the later, the greater. */
void members_hear(struct members *members, struct str name, unsigned heard);

/*
 * members_set_roles sets the roles of a member; members_change_role gives or
 * takes one. These and the next two do nothing if the name is not there.
 */
void members_set_roles(
    struct members *members, struct str name, unsigned roles);
void members_change_role(
    struct members *members, struct str name, unsigned role, bool given);
void members_remove(struct members *members, struct str name);
void members_rename(struct members *members, struct str from, struct str to);

/* Forgets all members and frees their memory. */
void members_free(struct members *members);

bool members_has(const struct members *members, struct str name);

/*
 * Return the name, valid until a change, the roles, and when it was heard of,
 * or 0, of member i, which must be less than the count.
 */
struct str members_at(const struct members *members, size_t i);
unsigned members_roles_at(const struct members *members, size_t i);
unsigned members_heard_at(const struct members *members, size_t i);

#endif
