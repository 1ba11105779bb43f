/* The members of a group: see members.h. */
#include "world/members.h"

#include <stdlib.h>
#include <string.h>

#include "shared/limits.h"

struct member {
	unsigned heard; /* when, in an order of world.c; 0: not yet */
	unsigned char len;
	unsigned char roles;
	char name[LIMIT_NAME];
};

unsigned
members_role(struct str *name)
{
	unsigned role = 0;

	for (; name->len > 0; str_drop(name, 1))
		if (name->at[0] == '@')
			role |= ROLE_OPERATOR;
		else if (name->at[0] == '+')
			role |= ROLE_VOICE;
		else
			break;
	return role;
}

struct str
members_at(const struct members *members, size_t i)
{
	const struct member *member = members->member[i];

	return (struct str) { member->name, member->len };
}

unsigned
members_roles_at(const struct members *members, size_t i)
{
	return members->member[i]->roles;
}

unsigned
members_heard_at(const struct members *members, size_t i)
{
	return members->member[i]->heard;
}

/* Returns the index of the first member that does not sort before the name. */
static size_t
members_from(const struct members *members, struct str name)
{
	size_t low = 0, high = members->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (str_casecmp(members_at(members, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Returns the member, or null; *at is where it is, or would be. */
static struct member *
find(const struct members *members, struct str name, size_t *at)
{
	*at = members_from(members, name);
	if (*at == members->count ||
	    str_casecmp(members_at(members, *at), name) != 0)
		return NULL;
	return members->member[*at];
}

bool
members_has(const struct members *members, struct str name)
{
	size_t at;

	return find(members, name, &at) != NULL;
}

/* Makes room for one more. Returns false without memory. */
static bool
grow(struct members *members)
{
	if (members->count < members->room)
		return true;
	const size_t room = members->room > 0 ? 2 * members->room : 16;
	struct member **member =
	    realloc(members->member, room * sizeof(struct member *));
	if (member == NULL)
		return false;
	members->member = member;
	members->room = room;
	return true;
}

void
members_add(struct members *members, struct str name)
{
	size_t at;
	struct member *member = find(members, name, &at);

	if (name.len == 0 || name.len > LIMIT_NAME)
		return;
	if (member == NULL) {
		if (members->count == MEMBERS_MOST || !grow(members) ||
		    (member = calloc(1, sizeof(*member))) == NULL)
			return;
		memmove(&members->member[at + 1], &members->member[at],
		    (members->count - at) * sizeof(struct member *));
		members->member[at] = member;
		members->count++;
	}
	member->len = (unsigned char)name.len;
	memcpy(member->name, name.at, name.len);
}

void
members_hear(struct members *members, struct str name, unsigned heard)
{
	size_t at;
	struct member *member;

	members_add(members, name);
	member = find(members, name, &at);
	if (member != NULL)
		member->heard = heard;
}

void
members_remove(struct members *members, struct str name)
{
	size_t at;
	struct member *member = find(members, name, &at);

	if (member == NULL)
		return;
	free(member);
	members->count--;
	memmove(&members->member[at], &members->member[at + 1],
	    (members->count - at) * sizeof(struct member *));
}

void
members_set_roles(struct members *members, struct str name, unsigned roles)
{
	size_t at;
	struct member *member = find(members, name, &at);

	if (member != NULL)
		member->roles = (unsigned char)roles;
}

void
members_change_role(
    struct members *members, struct str name, unsigned role, bool given)
{
	size_t at;
	const struct member *member = find(members, name, &at);

	if (member != NULL)
		members_set_roles(members, name,
		    given ? member->roles | role : member->roles & ~role);
}

void
members_rename(struct members *members, struct str from, struct str to)
{
	size_t at;
	const struct member *member = find(members, from, &at);

	if (member == NULL)
		return;
	const unsigned roles = member->roles;
	members_remove(members, from);
	members_add(members, to);
	members_set_roles(members, to, roles);
}

void
members_free(struct members *members)
{
	for (size_t i = 0; i < members->count; i++)
		free(members->member[i]);
	free(members->member);
	*members = (struct members) { 0 };
}
