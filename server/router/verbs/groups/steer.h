/*
 * How groups are steered by their operators, and what everybody may ask of
 * that: the handlers of these verbs. Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_GROUPS_STEER_H
#define SERVER_ROUTER_VERBS_GROUPS_STEER_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

enum outcome steer_kick(uint32_t client, const struct command *command);
enum outcome steer_invite(uint32_t client, const struct command *command);
enum outcome steer_mode(uint32_t client, const struct command *command);
enum outcome steer_masks(uint32_t client, const struct command *command);

#endif
