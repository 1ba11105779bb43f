/*
 * Who has brought which groups into being, and how many that are: of each
 * client as long as it is connected, and of each address or user that clients
 * come from as long as the group lives, whoever is in it (holders.h). Groups of
 * the configuration are nobody's. Called by talk.c, groups.c and leftovers.c.
 */
#ifndef SERVER_ROUTER_MODEL_MAKERS_H
#define SERVER_ROUTER_MODEL_MAKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/model/holders.h"

/* May this client make one more, by the limits in force? */
bool makers_may(uint32_t client);

/* It has made that one. */
void makers_made(uint32_t client, uint32_t group);

/* The group has gone, or is the configuration's: it is nobody's any more. */
void makers_disown(uint32_t group);

/* Whose the group is, of those who are here; CLIENT_NONE: nobody's. */
uint32_t makers_of(uint32_t group);
struct holder makers_holder(uint32_t group);

/*
 * What of it goes to the next program (base/state/state.h), and back: a line,
 * if the maker has left it behind; false: the line is another one.
 */
void makers_save(struct state *state, uint32_t group);
bool makers_load(struct state *state, uint32_t group);

#endif
