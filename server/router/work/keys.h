/*
 * The tables' verbs, and the locks on their keys: clients hold keys of groups'
 * tables, and wait for those that others hold (hold and free).
 */
#ifndef SERVER_ROUTER_WORK_KEYS_H
#define SERVER_ROUTER_WORK_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"

/*
 * Returns whether the command is about the client's own table and has to wait
 * for its account's rows (store.h).
 */
bool keys_must_wait(uint32_t who, const struct command *command);

/* Ends the holds of a client that has left the group, and its waiting. */
void keys_left_group(uint32_t group, uint32_t client);

#endif
