/*
 * The recent addresses of each account's logins, which go first when secrets
 * are hashed. Only right secrets are noted, so that nobody can spoil another's
 * record.
 */
#ifndef SERVER_POLICY_LOGIN_HISTORY_H
#define SERVER_POLICY_LOGIN_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/origin_table.h"

/* The number of recent addresses that are noted for an account. */
#define LOGIN_HISTORY_PLACES 8

/* Notes that somebody has logged in to that account from there. */
void login_history_add(
    const struct network *from, struct str account, usec now);

/* Returns whether somebody has logged in to that account from there before. */
bool login_history_has(const struct network *from, struct str account);

/* The table, which auth_backoff.c initializes, saves and loads. */
extern struct origin_table login_history_places;

#endif
