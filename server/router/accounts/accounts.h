/*
 * Accounts: clients create them, log in to them and log out. Slow work is left
 * to the keeper (router/asks.h), and client_identity.h knows which client is
 * logged in to which account. Wrong secrets count as wrong passwords do
 * (policy/peers.h).
 */
#ifndef SERVER_ROUTER_ACCOUNTS_ACCOUNTS_H
#define SERVER_ROUTER_ACCOUNTS_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Returns whether the client may change to that account, or log out if it is
 * empty, under change_rate, and charges the rate. Always true for a client
 * without a name, since nobody is told, and for the account that it already
 * has.
 */
bool accounts_may_set(uint32_t client, struct str account);

/* Logs the client in to that account, or out if it is empty. */
void accounts_set(uint32_t client, struct str account);

/* Logs out every client of an account that no longer exists. */
void accounts_log_out_all(struct str account);

/*
 * Returns the account for which the name is reserved, if it is not the
 * client's, or else an empty string.
 */
struct str accounts_reserved(uint32_t client, struct str name);

/*
 * Tells clients that have asked (can) of their new offers, when the keeper has
 * come or gone or the configuration has changed: the ways to log in, whether
 * they can create an account, and whether there is a history.
 */
void accounts_offers_changed(void);

#endif
