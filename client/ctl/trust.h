/*
 * Decides whose scoreboards are believed. Anybody may run a server, or make a
 * file that looks like the scoreboard of one.
 */
#ifndef CLIENT_CTL_TRUST_H
#define CLIENT_CTL_TRUST_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Returns whether to trust a user: root, ourselves, and users for whom root has
 * started a server (SCORE_USERS).
 */
bool trust_user(uid_t user);

#endif
