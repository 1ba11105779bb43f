/*
 * What clients do with the tables of groups and of themselves: the handlers of
 * these verbs. Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_KEYS_H
#define SERVER_ROUTER_VERBS_WORK_KEYS_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

enum outcome keys_add(uint32_t client, const struct command *command);
enum outcome keys_put(uint32_t client, const struct command *command);
enum outcome keys_swap(uint32_t client, const struct command *command);
enum outcome keys_cut(uint32_t client, const struct command *command);
enum outcome keys_get(uint32_t client, const struct command *command);
enum outcome keys_heard(uint32_t client, const struct command *command);

#endif
