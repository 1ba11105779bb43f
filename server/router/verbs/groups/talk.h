/* The handlers of the verbs that speak to groups and to people. */
#ifndef SERVER_ROUTER_VERBS_GROUPS_TALK_H
#define SERVER_ROUTER_VERBS_GROUPS_TALK_H

#include <stdint.h>

/* Handles a client's leaving of a group, and all that depends on it. */
void talk_left_group(uint32_t client, uint32_t group);

#endif
