/*
 * The role of whoever has registered a group: its owner is its operator as soon
 * as it is in it and logged in, whichever comes last. All members that want
 * events in full are told by a mode event, as of any other change. Used by
 * talk.c and accounts.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_OWNER_ROLES_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_OWNER_ROLES_H

#include <stdbool.h>
#include <stdint.h>

/* Is the client logged in to the account that has registered the group? */
bool owner_roles_is_due(uint32_t client, uint32_t group);

/* Returns whether owner_roles_give_all would give it any role. */
bool owner_roles_are_due(uint32_t client);

/*
 * Makes the client an operator of a group that it is in, if it owns that and is
 * none yet. Where there is no memory to tell the members it is lost instead.
 */
void owner_roles_give(uint32_t client, uint32_t group);

/* The same for all groups that it is in. */
void owner_roles_give_all(uint32_t client);

#endif
