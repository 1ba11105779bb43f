/*
 * What clients do in groups and to each other: the handlers of these verbs.
 * Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_GROUPS_TALK_H
#define SERVER_ROUTER_VERBS_GROUPS_TALK_H

#include <stdint.h>

/* The client is in the group no longer: what goes with that. */
void talk_left(uint32_t client, uint32_t group);

#endif
