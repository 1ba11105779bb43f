/*
 * The roles of members by their accounts. The owner of a group, the account
 * that has registered it, becomes an operator once it is both a member and
 * logged in; others get the roles that are kept for them (registered_groups.c).
 * All members that want events in full are told by a mode event, as of any
 * other change.
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
 * Gives the client, a member of the group, the roles that it should have and
 * has not. If there is no memory to tell the members, the client is lost
 * instead.
 */
void owner_roles_give(uint32_t client, uint32_t group);

/* Does so in all groups that the client is in. */
void owner_roles_give_all(uint32_t client);

#endif
