/*
 * A limit on the tries of one account from one address. A client that tries
 * again and again does not use up the share of others at its address, and
 * nobody elsewhere can lock the owner of an account out. peers.h limits the
 * address as a whole.
 */
#ifndef SERVER_POLICY_LOGIN_RATES_H
#define SERVER_POLICY_LOGIN_RATES_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Counts a try of that account from there (the peer of struct client). False,
 * with nothing counted, if there are too many; now is ticks_mono's. Exempt
 * addresses, and strings that cannot be an account's name, are not counted.
 */
bool login_rates_take(const char *peer, struct str account, usec now);

#endif
