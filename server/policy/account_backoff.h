/*
 * Wrong secrets for each pair of an address and an account: they delay only
 * that account at that address. The account is the name that was tried, even if
 * there is no such account. auth_backoff.h limits an address as a whole.
 */
#ifndef SERVER_POLICY_ACCOUNT_BACKOFF_H
#define SERVER_POLICY_ACCOUNT_BACKOFF_H

#include "policy/origin_table.h"
#include "policy/tally.h"
#include "shared/network.h"
#include "shared/str.h"

/*
 * Returns the name under which an account is counted. All strings that cannot
 * be names share one.
 */
struct str account_backoff_key(struct str account);

/*
 * Returns how long a try of that account from there must wait; now is
 * ticks_mono's.
 */
usec account_backoff_wait(
    const struct network *from, struct str account, usec now);

/* Notes a wrong secret. Returns the delay of the reply. */
usec account_backoff_failed(
    const struct network *from, struct str account, usec now);

/* Returns the number of recent wrong secrets. */
unsigned account_backoff_recent(
    const struct network *from, struct str account, usec now);

/* Returns the table, which auth_backoff.c initializes, saves and loads. */
struct origin_table *account_backoff_table(void);

#endif
