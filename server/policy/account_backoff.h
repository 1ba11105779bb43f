/*
 * Wrong secrets of an account that came from an address: their delay is that
 * account's there, and no other's. An account is known by what was said, also
 * if there is none of that name. Used by auth_backoff.c, which has what an
 * address may do at all, and by router/verbs/accounts/attempts.c.
 */
#ifndef SERVER_POLICY_ACCOUNT_BACKOFF_H
#define SERVER_POLICY_ACCOUNT_BACKOFF_H

#include "policy/origin_table.h"
#include "policy/tally.h"
#include "shared/network.h"
#include "shared/str.h"

/* The name by which an account counts: all that cannot be names are one. */
struct str account_backoff_key(struct str account);

/* How long one is to wait who tries that account from there; now is
 * ticks_mono's. */
usec account_backoff_wait(
    const struct network *from, struct str account, usec now);

/* It was wrong: after how long that may be said. */
usec account_backoff_wrong(
    const struct network *from, struct str account, usec now);

/* How many wrong ones there were lately. */
unsigned account_backoff_lately(
    const struct network *from, struct str account, usec now);

/* The table, which auth_backoff.c initialises, saves and loads. */
struct origin_table *account_backoff_table(void);

#endif
