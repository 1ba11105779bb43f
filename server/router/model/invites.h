/*
 * Who is invited to which group, and has not come yet. Data only. An invitation
 * goes when its group or its client does, and when it was followed. One by an
 * operator of the group opens it: it lets in who could else not come.
 */
#ifndef SERVER_ROUTER_MODEL_INVITES_H
#define SERVER_ROUTER_MODEL_INVITES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/set.h"
#include "shared/clock.h"

/*
 * False where there is no memory, or as many are invited to the group as may
 * be. Who is invited twice is so once, and the group is open to it if it was.
 */
bool invites_add(uint32_t group, uint32_t client, bool opens);

/*
 * Returns whether another client can be invited; the last places are for
 * invitations by operators, which open the group.
 */
bool invites_have_room(uint32_t group, bool opens);

/*
 * Returns whether the client is to be told of its invitation to the group, and
 * notes that it is: false within INVITES_AGAIN of the last time, by the clock
 * of ticks_mono. Bounded, so that one may be told earlier in spite of that.
 */
#define INVITES_AGAIN (60 * SEC)
bool invites_tell(uint32_t group, uint32_t client);

bool invites_has(uint32_t group, uint32_t client);
bool invites_open(uint32_t group, uint32_t client);
const struct set *invites_of(uint32_t client); /* groups */
const struct set *invites_to(uint32_t group); /* clients */

/* It has come; or there is no such group, or client, any more. */
void invites_drop(uint32_t group, uint32_t client);
void invites_clear(uint32_t group);
void invites_left(uint32_t client);

#endif
