/*
 * The role of a group's owner, the account that has registered it. An owner
 * becomes an operator once it is both a member and logged in. All members that
 * want events in full are told by a mode event, as of any other change.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_OWNER_ROLES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_OWNER_ROLES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Returns whether the client is logged in to the account that has registered
 * the group.
 */
bool owner_roles_is_due(uint32_t client, uint32_t group);

/* Returns whether owner_roles_give_all would give the client a role. */
bool owner_roles_are_due(uint32_t client);

/*
 * Makes the client, a member of the group, its operator, if it owns the group
 * and is no operator yet. If there is no memory to tell the members, the client
 * is lost instead.
 */
void owner_roles_give(uint32_t client, uint32_t group);

/* Makes the client an operator of all groups that it is in and owns. */
void owner_roles_give_all(uint32_t client);

#endif
