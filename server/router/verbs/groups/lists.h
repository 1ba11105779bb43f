/*
 * Answers of many lines: names, groups, invited, help. A list that is long
 * stops while much waits for the client, and goes on from the client's cursor
 * as its queue drains. Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_GROUPS_LISTS_H
#define SERVER_ROUTER_VERBS_GROUPS_LISTS_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/* The handlers of these verbs. */
enum outcome lists_names(uint32_t client, const struct command *command);
enum outcome lists_groups(uint32_t client, const struct command *command);
enum outcome lists_invited(uint32_t client, const struct command *command);
enum outcome lists_help(uint32_t client, const struct command *command);

#endif
