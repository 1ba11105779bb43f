/* The refusals of requests to the history. */
#ifndef SERVER_ROUTER_VERBS_HISTORY_REFUSAL_H
#define SERVER_ROUTER_VERBS_HISTORY_REFUSAL_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/codes.h"
#include "shared/grammar.h"

/* Refuses a request, in words that say more than those of the code. */
enum outcome refusal_of(
    uint32_t who, const struct command *command, enum code code);

/*
 * Works like refusal_of for a command that names a group or talk. A group that
 * the client may not see does not exist for it.
 */
enum outcome refusal_of_target(
    uint32_t who, const struct command *command, enum code code);

#endif
