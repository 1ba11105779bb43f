/*
 * How many accounts have come lately from each address, so that nobody makes
 * them by the thousand. Who has no address of its own, behind a UNIX socket,
 * and addresses that are exempt make as many as they like. Used by accounts.c.
 */
#ifndef SERVER_POLICY_ENROLLED_H
#define SERVER_POLICY_ENROLLED_H

#include <stdbool.h>

#include "shared/clock.h"

/* In a day. */
#define ENROLLED_MOST 3

/* May another one come from there (as struct client's peer)? */
bool enrolled_may(const char *peer, usec now);

/*
 * One is on its way, and takes a place; when that is settled, it has come, or
 * gives the place back.
 */
void enrolled_reserve(const char *peer);
void enrolled_settle(const char *peer, bool made, usec now);

#endif
