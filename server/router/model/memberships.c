/* A client's memberships: see memberships.h. */
#include "router/model/memberships.h"

#include <string.h>

#include "base/mem/arena.h"
#include "router/model/clients.h"

/*
 * Makes room for as many rows as the set has room for; returns false if there
 * is no memory.
 */
static bool
grow(struct client *c, size_t had)
{
	struct membership *at;

	if (had == c->groups.room)
		return true;
	at = arena_alloc(c->groups.room * sizeof(*at));
	if (at == NULL)
		return false;
	if (had > 0)
		memcpy(at, c->membership, had * sizeof(*at));
	arena_free(c->membership, had * sizeof(*at));
	c->membership = at;
	return true;
}

bool
memberships_add(struct client *c, uint32_t group)
{
	const size_t had = c->groups.room;
	size_t at;

	if (!set_add(&c->groups, group))
		return false;
	if (!grow(c, had)) {
		set_remove(&c->groups, group);
		return false;
	}
	at = set_from(&c->groups, group);
	memmove(c->membership + at + 1, c->membership + at,
	    (c->groups.count - 1 - at) * sizeof(*c->membership));
	c->membership[at] = (struct membership) { 0 };
	return true;
}

void
memberships_drop(struct client *c, uint32_t group)
{
	const size_t at = set_from(&c->groups, group);
	const size_t room = c->groups.room;

	set_remove(&c->groups, group);
	memmove(c->membership + at, c->membership + at + 1,
	    (c->groups.count - at) * sizeof(*c->membership));
	if (c->groups.room > 0)
		return;
	arena_free(c->membership, room * sizeof(*c->membership));
	c->membership = NULL;
}
