/*
 * Wrong secrets of one who guesses, or at one account: how many there were
 * lately, and when the next may be looked at. A member of the rows of
 * auth_backoff.c and account_backoff.c.
 */
#ifndef SERVER_POLICY_TALLY_H
#define SERVER_POLICY_TALLY_H

#include "shared/clock.h"

/* All zero: there were none. Times are ticks_mono's. */
struct tally {
	unsigned wrong; /* lately */
	usec due; /* the answer to the last; nothing is looked at before */
	usec until; /* it is remembered */
};

/* Counts one more wrong one; returns after how long that may be said. */
usec tally_add(struct tally *tally, usec now);

/* How many there were lately. */
unsigned tally_lately(const struct tally *tally, usec now);

/* How long the next one is to wait. */
usec tally_wait(const struct tally *tally, usec now);

#endif
