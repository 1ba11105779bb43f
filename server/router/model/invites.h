/*
 * Pending invitations to groups. Data only. An invitation ends with its group
 * or its client, or when the client joins. An operator's invitation opens the
 * group: it admits a client that could not join otherwise.
 */
#ifndef SERVER_ROUTER_MODEL_INVITES_H
#define SERVER_ROUTER_MODEL_INVITES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"

/*
 * Adds an invitation. Returns false if there is no memory, or the group has
 * LIMIT_INVITED invitations. A second invitation of a client adds none: it may
 * open the group for the client, and never closes it.
 */
bool invites_add(uint32_t group, uint32_t client, bool opens);

/*
 * Returns whether another client can be invited. The last places are for
 * invitations by operators, which open the group.
 */
bool invites_have_room(uint32_t group, bool opens);

bool invites_has(uint32_t group, uint32_t client);
bool invites_open(uint32_t group, uint32_t client);
const struct set *invites_of(uint32_t client); /* groups */
const struct set *invites_to(uint32_t group); /* clients */

/*
 * invites_drop ends one invitation, when the client has joined; invites_clear
 * ends all invitations to a group.
 */
void invites_drop(uint32_t group, uint32_t client);
void invites_clear(uint32_t group);

#endif
