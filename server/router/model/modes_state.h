/*
 * The modes of groups, their masks and who is invited, in the state
 * (base/state/state.h), and back: for this groups, clients and who is in them
 * are there first. Called by handover.c.
 */
#ifndef SERVER_ROUTER_MODEL_MODES_STATE_H
#define SERVER_ROUTER_MODEL_MODES_STATE_H

#include "base/state/state.h"

void modes_state_save(struct state *state);
void modes_state_load(struct state *state);

#endif
