/*
 * The tables' verbs: keys.c has the handlers of all of them.
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

#endif
