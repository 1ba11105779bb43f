/*
 * The users of this machine at the other ends of UNIX sockets, and the number
 * of connections that each of them has.
 */
#ifndef SERVER_POLICY_USERS_H
#define SERVER_POLICY_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The user that a connection is counted for. */
struct peer_user {
	bool is_known; /* it came over a UNIX socket */
	uid_t user;
};

/*
 * Finds the user who has connected to the UNIX socket; false if the system does
 * not tell.
 */
bool users_peer(int fd, uid_t *user);

/*
 * Counts the connection for that user, until users_leave. False, with nothing
 * counted, if the user has max connections already (0: no limit).
 */
bool users_enter(struct peer_user *peer_user, uid_t user, size_t max);

/* Returns the most connections that one user has. */
size_t users_most(void);

/* Ends the count of the connection for its user, if it has one. */
void users_leave(struct peer_user *peer_user);

#endif
