/*
 * What of the tables goes to the next program (base/state/state.h), and back,
 * for which groups, clients and members are there first. Called by handover.c.
 */
#ifndef SERVER_ROUTER_MODEL_TABLE_STATE_H
#define SERVER_ROUTER_MODEL_TABLE_STATE_H

#include "base/state/state.h"

void table_state_save(struct state *state);
void table_state_load(struct state *state);

#endif
