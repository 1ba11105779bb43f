/* Invitations to groups: see invites.h. */
#include "router/model/invites.h"

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/limits.h"

struct guests {
	struct set all;
	struct set open; /* invitations that open the group */
};

static struct {
	struct set *of; /* by client: groups */
	struct guests *to; /* by group */
} invites;

static bool
invites_insert(uint32_t group, uint32_t client)
{
	struct guests *guests = &invites.to[group];

	if (set_has(&guests->all, client))
		return true;
	if (guests->all.count >= LIMIT_INVITED ||
	    !set_add(&guests->all, client))
		return false;
	if (!set_add(&invites.of[client], group)) {
		set_remove(&guests->all, client);
		return false;
	}
	return true;
}

bool
invites_add(uint32_t group, uint32_t client, bool opens)
{
	const bool had = invites_has(group, client);

	if (!invites_insert(group, client))
		return false;
	if (!opens || set_add(&invites.to[group].open, client))
		return true;
	if (!had)
		invites_drop(group, client);
	return false;
}

bool
invites_have_room(uint32_t group, bool opens)
{
	return invites.to[group].all.count <
	    (opens ? LIMIT_INVITED : LIMIT_INVITED_BY_ALL);
}

bool
invites_has(uint32_t group, uint32_t client)
{
	return set_has(&invites.to[group].all, client);
}

bool
invites_open(uint32_t group, uint32_t client)
{
	return set_has(&invites.to[group].open, client);
}

const struct set *
invites_of(uint32_t client)
{
	return &invites.of[client];
}

const struct set *
invites_to(uint32_t group)
{
	return &invites.to[group].all;
}

void
invites_drop(uint32_t group, uint32_t client)
{
	set_remove(&invites.to[group].all, client);
	set_remove(&invites.to[group].open, client);
	set_remove(&invites.of[client], group);
}

void
invites_clear(uint32_t group)
{
	const struct set *clients = invites_to(group);

	while (clients->count > 0)
		invites_drop(group, clients->at[clients->count - 1]);
}

static void
invites_leave(uint32_t client)
{
	const struct set *groups = invites_of(client);

	while (groups->count > 0)
		invites_drop(groups->at[groups->count - 1], client);
}

MODULE(invites) = { TABLES(TABLE(invites.of, CLIENTS_MAX),
			TABLE(invites.to, GROUPS_MAX)),
	.leave = invites_leave };
