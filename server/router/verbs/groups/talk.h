/*
 * Leaving, for those who end a membership. The handlers of talk.c are declared
 * in router/delivery/handlers.h.
 */
#ifndef SERVER_ROUTER_VERBS_GROUPS_TALK_H
#define SERVER_ROUTER_VERBS_GROUPS_TALK_H

#include <stdint.h>

/* Handles a client's leaving of a group, and all that depends on it. */
void talk_left_group(uint32_t client, uint32_t group);

#endif
