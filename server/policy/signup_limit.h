/*
 * How many accounts have come lately from each address, so that nobody makes
 * them by the thousand. Who has no address of its own, behind a UNIX socket,
 * and addresses that are exempt make as many as they like. Used by accounts.c.
 */
#ifndef SERVER_POLICY_SIGNUP_LIMIT_H
#define SERVER_POLICY_SIGNUP_LIMIT_H

#include <stdbool.h>

#include "shared/clock.h"

/* In a day. */
#define SIGNUP_LIMIT_MOST 3

/* May another one come from there (as struct client's peer)? */
bool signup_limit_may(const char *peer, usec now);

/*
 * One is on its way, and takes a place; when that is settled, it has come, or
 * gives the place back.
 */
void signup_limit_reserve(const char *peer);
void signup_limit_settle(const char *peer, bool made, usec now);

#endif
