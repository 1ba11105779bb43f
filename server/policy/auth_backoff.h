/*
 * Guessing: what is known of each address, and of each account at each address.
 * After a wrong password of the server, or a wrong secret of an account, the
 * address may try nothing new for password_time. Another try of the server's
 * password, or of that account's secret, waits until the reply to the wrong one
 * is due, which takes longer each time. Reconnecting, or trying over many
 * connections at once, does not get around this. Addresses with many wrong
 * tries lately share one rate, since they may be one attacker. Exempt addresses
 * are treated like others in all this.
 *
 * An address with no wrong tries lately never waits, whatever others do.
 */
#ifndef SERVER_POLICY_AUTH_BACKOFF_H
#define SERVER_POLICY_AUTH_BACKOFF_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

/*
 * Returns how long a try from there must wait; 0: check it now, which counts as
 * one try. The try is for that account or, if account is empty, for the
 * server's password. now is ticks_mono's.
 */
usec auth_backoff_wait(
    const struct network *from, struct str account, usec now);

/* Notes a wrong password or secret. Returns the delay of the reply. */
usec auth_backoff_failed(
    const struct network *from, struct str account, usec now);

/*
 * Counts a try of that account from there (the peer of struct client), against
 * account_rate. A client that tries again and again does not use up the share
 * of others at its address, and nobody elsewhere can lock the owner out. False,
 * with nothing counted, if there are too many. Exempt addresses, and strings
 * that cannot be an account's name, are not counted.
 */
bool auth_backoff_take(const char *peer, struct str account, usec now);

/*
 * Returns how long a try of that account from there must wait because of the
 * account's own wrong secrets there. The account is the name that was tried,
 * even if there is no such account.
 */
usec auth_backoff_wait_account(
    const struct network *from, struct str account, usec now);

/*
 * Returns the name under which an account is counted. All strings that cannot
 * be names share one.
 */
struct str auth_backoff_key(struct str account);

#endif
