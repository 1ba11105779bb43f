/*
 * A limit on the accounts registered from each address, so that nobody
 * registers thousands. Exempt addresses, and clients without an address of
 * their own, such as those on UNIX sockets, are not limited.
 */
#ifndef SERVER_POLICY_SIGNUP_LIMIT_H
#define SERVER_POLICY_SIGNUP_LIMIT_H

#include <stdbool.h>

#include "shared/clock.h"

/* Accounts a day. */
#define SIGNUP_LIMIT_MOST 3

/*
 * Returns whether another account may be registered from there (the peer of
 * struct client).
 */
bool signup_limit_may(const char *peer, usec now);

/*
 * signup_limit_reserve takes a place for an account that is being made.
 * signup_limit_settle keeps the place if the account was made, or gives it
 * back.
 */
void signup_limit_reserve(const char *peer);
void signup_limit_settle(const char *peer, bool made, usec now);

#endif
