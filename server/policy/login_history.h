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

#include "policy/origin_table.h"

/* Addresses that are noted of one account: the last ones. */
#define LOGIN_HISTORY_PLACES 8

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

/* The tables, which auth_backoff.c initialises, saves and loads. */
struct origin_table *login_history_triers(void);
struct origin_table *login_history_places(void);

#endif
