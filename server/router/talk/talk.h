/*
 * Leaving, for those who end a membership, and people on other servers
 * (relay.c). The handlers of talk.c are declared in router/delivery/handlers.h.
 */
#ifndef SERVER_ROUTER_TALK_TALK_H
#define SERVER_ROUTER_TALK_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/* Handles a client's leaving of a group, and all that depends on it. */
void talk_left_group(uint32_t client, uint32_t group);

/* Sends "tell NAME/SERVER TEXT" to the bridge that serves SERVER. */
enum outcome relay_tell(uint32_t who, const struct command *command);

/*
 * Asks the bridge that serves the server who is there in the groups that it
 * shares with the client; it answers with notes. False if none does.
 */
bool relay_who(uint32_t who, struct str server);

#endif
