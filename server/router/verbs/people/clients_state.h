/*
 * All that is known of clients, in the section of that name: clients.c's own,
 * and what people.c, tags.c, was.c and watches.c know of each. Lines that came
 * up later are left out by programs that do not know them. Called by
 * handover.c.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_CLIENTS_STATE_H
#define SERVER_ROUTER_VERBS_PEOPLE_CLIENTS_STATE_H

#include "base/state/state.h"

void clients_state_save(struct state *state);
void clients_state_load(struct state *state);

#endif
