/*
 * The creators of groups, and how many groups each has made. A group counts for
 * its client as long as that is connected, and for the address or user that the
 * client comes from as long as the group lives, whoever is in it (holders.h).
 * Groups of the configuration are nobody's.
 */
#ifndef SERVER_ROUTER_MODEL_MAKERS_H
#define SERVER_ROUTER_MODEL_MAKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/holders.h"

/*
 * Returns whether the client may make one more group, by the limits in force.
 */
bool makers_may(uint32_t client);

/* Notes that the client has made the group. */
void makers_made(uint32_t client, uint32_t group);

/*
 * Ends the charge for a group that has gone, or belongs to the configuration.
 */
void makers_disown(uint32_t group);

/*
 * makers_of returns the group's creator if that is still here, or CLIENT_NONE.
 */
uint32_t makers_of(uint32_t group);
struct holder makers_holder(uint32_t group);

/*
 * Save the group's creator for the next program (base/state/state.h), and load
 * the line of one who has left; makers_load returns false if the line is
 * another one.
 */
void makers_save(struct state *state, uint32_t group);
bool makers_load(struct state *state, uint32_t group);

#endif
