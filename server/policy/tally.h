/*
 * A count of wrong secrets, of one guesser or for one account: how many there
 * were lately, and when the next may be checked. A member of table rows.
 */
#ifndef SERVER_POLICY_TALLY_H
#define SERVER_POLICY_TALLY_H

#include "shared/clock.h"

/* Wrong secrets; all zero is none. Times are ticks_mono's. */
struct tally {
	unsigned wrong; /* lately */
	usec due; /* when the last reply goes out; no check before */
	usec until; /* when it is forgotten */
};

/* Counts a wrong secret. Returns the delay of the reply. */
usec tally_add(struct tally *tally, usec now);

/* Returns how many there were lately. */
unsigned tally_recent(const struct tally *tally, usec now);

/* Returns how long the next one must wait. */
usec tally_wait(const struct tally *tally, usec now);

#endif
