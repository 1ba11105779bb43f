/*
 * Who has tried to log in lately, by address, and from where somebody has
 * logged in to which account: those go first when secrets are hashed, and of
 * others those who have tried least (base/data/rank.h). Only a right secret is
 * noted of an account, so that nobody can spoil that of somebody else. Used by
 * router/verbs/accounts/attempts.c.
 */
#ifndef SERVER_POLICY_LOGIN_HISTORY_H
#define SERVER_POLICY_LOGIN_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/clock.h"
#include "shared/network.h"
#include "shared/str.h"

/* Addresses that are noted of one account: the last ones. */
#define LOGIN_HISTORY_PLACES 8

/* False where there is no memory. */
bool login_history_init(void);

/* Counts one more try from there; now is ticks_mono's. */
void login_history_try(const struct network *from, usec now);

/* How many there have been lately. */
uint32_t login_history_tries(const struct network *from, usec now);

/* Notes that somebody from there has logged in to that account. */
void login_history_good(
    const struct network *from, struct str account, usec now);

/*
 * Has somebody logged in to that account from there before? Then *lately is how
 * many have lately, from anywhere.
 */
bool login_history_knows(
    const struct network *from, struct str account, usec now, uint32_t *lately);

/*
 * What of it goes to the next program (base/state/state.h), and back: part of
 * the section of guesses.c, behind its rows, so that a program that knows none
 * of it takes over all the same. False: the line is none of these.
 */
struct login_history_row {
	struct trier *trier; /* whose members follow; or null */
	struct place *place; /* likewise */
	uint32_t triers, places; /* that were loaded */
};
void login_history_save(struct state *state);
bool login_history_load_line(
    struct state *state, struct login_history_row *row);

#endif
