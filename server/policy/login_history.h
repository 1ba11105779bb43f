/*
 * Recent tries to log in, by address, and the recent addresses of each
 * account's logins. An account's own addresses go first when secrets are
 * hashed; others go by fewest tries (base/data/rank.h). Only right secrets are
 * noted for an account, so that nobody can spoil another's record.
 */
#ifndef SERVER_POLICY_LOGIN_HISTORY_H
#define SERVER_POLICY_LOGIN_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/origin_table.h"

/* The number of recent addresses that are noted for an account. */
#define LOGIN_HISTORY_PLACES 8

/* Counts a try from there; now is ticks_mono's. */
void login_history_count_try(const struct network *from, usec now);

/* Returns how many tries there were lately. */
uint32_t login_history_recent_tries(const struct network *from, usec now);

/* Notes that somebody has logged in to that account from there. */
void login_history_add(
    const struct network *from, struct str account, usec now);

/*
 * Returns whether somebody has logged in to that account from there before. If
 * so, *lately is the number of recent logins to it, from anywhere.
 */
bool login_history_has(
    const struct network *from, struct str account, usec now, uint32_t *lately);

/* The tables, which auth_backoff.c initializes, saves and loads. */
extern struct origin_table login_history_triers, login_history_places;

#endif
