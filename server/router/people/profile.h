/*
 * Clients' profiles: the form in which they want events, their user, real name
 * and flags, and whether they are away.
 */
#ifndef SERVER_ROUTER_PEOPLE_PROFILE_H
#define SERVER_ROUTER_PEOPLE_PROFILE_H

#include <stdint.h>

#include "shared/str.h"

/*
 * The reason for being away that is shown in groups where the client may not
 * speak.
 */
#define PROFILE_AWAY STR("away")

/*
 * Tells those who share a group with the client that its account has changed.
 */
void profile_account(uint32_t client);

/* Tells the client, which has not asked for it, that it is logged out. */
void profile_logged_out(uint32_t client);

/*
 * Tells the client, which has written to other, that other is away, if it is
 * and the client wants events in full. To be called before the answer.
 */
void profile_tell_away(uint32_t client, uint32_t other);

#endif
