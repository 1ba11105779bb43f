/*
 * Wrong passwords, and wrong secrets of accounts, by the address that they come
 * from, so that none can be found by trying. After a wrong one the address may
 * try nothing new for password_time; what was said wrong itself, the server's
 * password or a secret of that account (account_backoff.c), waits until the
 * answer to it is due, which comes later with each. To come again, or many
 * times at once, is no way round it. An address that has said many wrong ones
 * lately shares a rate with all others of that kind, who may be one attacker.
 * Who has said none lately never waits, whatever others do; nor does whoever
 * has logged in to that account from there before, unless it was guessed at
 * there. Exempt addresses are like others here. Used by login.c and attempts.c
 * of router/.
 */
#ifndef SERVER_POLICY_AUTH_BACKOFF_H
#define SERVER_POLICY_AUTH_BACKOFF_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

/*
 * How long one who comes from there and says the secret of that account, or, if
 * that is empty, the server's password, is to wait, and then to ask again; now
 * is ticks_mono's. 0: what it says is to be looked at now, which is one try.
 */
usec auth_backoff_wait(
    const struct network *from, struct str account, usec now);

/* It was wrong: after how long that may be said. */
usec auth_backoff_wrong(
    const struct network *from, struct str account, usec now);

/* How many wrong ones have come from there lately. */
unsigned auth_backoff_lately(const struct network *from, usec now);

#endif
