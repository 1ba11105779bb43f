/*
 * How often one account is tried from one address, so that a client that tries
 * again and again leaves others behind its address their share; and nobody
 * else can keep the owner of an account out. The limit on an address as a
 * whole is peers.h's. Used by router/verbs/accounts/attempts.c.
 */
#ifndef SERVER_POLICY_LOGIN_RATES_H
#define SERVER_POLICY_LOGIN_RATES_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Counts one more try of that account from there (struct client's peer); false,
 * with nothing counted, if that is too much by now, which is ticks_mono's. What
 * cannot be an account's name, and an exempt address, are not counted.
 */
bool login_rates_take(const char *peer, struct str account, usec now);

#endif
