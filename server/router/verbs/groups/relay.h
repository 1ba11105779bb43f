/*
 * People on other servers: a bridge, a client whose account the configuration
 * names (relay), says for them what they said there, and gets what is told to
 * them.
 */
#ifndef SERVER_ROUTER_VERBS_GROUPS_RELAY_H
#define SERVER_ROUTER_VERBS_GROUPS_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/* Sends "tell NAME/SERVER TEXT" to the bridge that serves SERVER. */
enum outcome relay_tell(uint32_t who, const struct command *command);

/*
 * Asks the bridge that serves the server who is there in the groups that it
 * shares with the client; it answers with notes. False if none does.
 */
bool relay_who(uint32_t who, struct str server);

#endif
