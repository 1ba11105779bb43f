/*
 * What of the boxes goes to the next program (base/state/state.h), and back,
 * for which groups, clients and members are there first. Called by handover.c.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_BOXES_STATE_H
#define SERVER_ROUTER_VERBS_WORK_BOXES_STATE_H

#include "base/state/state.h"

void boxes_state_save(struct state *state);
void boxes_state_load(struct state *state);

#endif
