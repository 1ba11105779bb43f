/*
 * Whose scoreboards are a server's for all that is known: anybody may run a
 * server, and make what looks like one. Used by boards.c.
 */
#ifndef CLIENT_CTL_TRUST_H
#define CLIENT_CTL_TRUST_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Root's, one's own, and those of the users that a server has been started for
 * by root (SCORE_USERS).
 */
bool trust_user(uid_t user);

#endif
