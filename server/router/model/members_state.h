/*
 * Who is in which group, and what as, in the state (base/state/state.h), and
 * back: for this clients and groups are there first. Called by handover.c.
 */
#ifndef SERVER_ROUTER_MODEL_MEMBERS_STATE_H
#define SERVER_ROUTER_MODEL_MEMBERS_STATE_H

#include "base/state/state.h"

void members_state_save(struct state *state);
void members_state_load(struct state *state);

#endif
