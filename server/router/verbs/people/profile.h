/*
 * What clients say of themselves: in which form they want events, their user
 * and real name, flags, and that they are away. Called by commands.c.
 */
#ifndef SERVER_ROUTER_VERBS_PEOPLE_PROFILE_H
#define SERVER_ROUTER_VERBS_PEOPLE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* Stands for why a client is away where it may not say so: it may not speak. */
#define PROFILE_AWAY STR("away")

/*
 * Its account is another one: those who share a group with it are told.
 */
void profile_account(uint32_t client);

/*
 * Tells the client itself, which has not asked for it, that it is logged out.
 */
void profile_logged_out(uint32_t client);

/*
 * The client that wants events in full has said something to another: if that
 * is away, it is told so, before its answer.
 */
void profile_is_gone(uint32_t client, uint32_t other);

#endif
