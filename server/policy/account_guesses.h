/*
 * Wrong secrets of an account that came from an address: their delay is that
 * account's there, and no other's. An account is known by what was said, also
 * if there is none of that name. Used by guesses.c, which has what an address
 * may do at all, and by router/verbs/accounts/attempts.c.
 */
#ifndef SERVER_POLICY_ACCOUNT_GUESSES_H
#define SERVER_POLICY_ACCOUNT_GUESSES_H

#include <stdbool.h>

#include "base/state/state.h"
#include "policy/tally.h"
#include "shared/network.h"
#include "shared/str.h"

/* False where there is no memory. */
bool account_guesses_init(void);

/* The name by which an account counts: all that cannot be names are one. */
struct str account_guesses_key(struct str account);

/* How long one is to wait who tries that account from there; now is
 * ticks_mono's. */
usec account_guesses_wait(
    const struct network *from, struct str account, usec now);

/* It was wrong: after how long that may be said. */
usec account_guesses_wrong(
    const struct network *from, struct str account, usec now);

/* How many wrong ones there were lately. */
unsigned account_guesses_lately(
    const struct network *from, struct str account, usec now);

/*
 * What of it goes to the next program (base/state/state.h), and back: part of
 * the section of guesses.c, behind its other rows. False: the line is none of
 * these.
 */
struct account_guesses_row {
	struct account_guess *guess; /* whose members follow; or null */
	uint32_t count; /* that were loaded */
};
void account_guesses_save(struct state *state);
bool account_guesses_load_line(
    struct state *state, struct account_guesses_row *row);

#endif
