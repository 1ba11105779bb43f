/* The role of a group's owner: see owner_roles.h. */
#include "router/verbs/accounts/owner_roles.h"

#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/verbs/accounts/registered_groups.h"

bool
owner_roles_is_due(uint32_t client, uint32_t group)
{
	const struct str founder =
	    registered_groups_founder(groups_name(group));

	return founder.len > 0 && str_caseeq(founder, identity_account(client));
}

/* Returns the roles that the member should have and has not. */
static unsigned
owed(uint32_t client, uint32_t group)
{
	const unsigned due = registered_groups_roles(client, group) |
	    (owner_roles_is_due(client, group) ? ROLE_OPERATOR : 0U);

	return due & ~(unsigned)groups_membership(client, group)->roles;
}

bool
owner_roles_are_due(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		if (owed(client, groups->at[i]) != 0)
			return true;
	return false;
}

/* Tells the members, in the name that the server uses for itself. */
static bool
owner_roles_tell(uint32_t client, uint32_t group, struct str change)
{
	return fanout_group(group,
	    EVENT(NO_WORDS,
		WORDS(STR("mode"), event_ids_next(), groups_name(group),
		    STR(IDENTITY_OPERATOR), change, clients_name(client)),
		CLIENT_NONE));
}

void
owner_roles_give(uint32_t client, uint32_t group)
{
	const unsigned roles = owed(client, group);

	if (((roles & ROLE_OPERATOR) != 0 &&
		!owner_roles_tell(client, group, STR("+o"))) ||
	    ((roles & ROLE_VOICED) != 0 &&
		!owner_roles_tell(client, group, STR("+v"))))
		fanout_mark_lost(client);
	else
		groups_membership(client, group)->roles |= (unsigned char)roles;
}

void
owner_roles_give_all(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		owner_roles_give(client, groups->at[i]);
}
