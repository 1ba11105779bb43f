/*
 * Which users of this machine are at the other ends of UNIX sockets, and how
 * many connections each of them has. Used by admit.c and disconnect.c.
 */
#ifndef SERVER_POLICY_USERS_H
#define SERVER_POLICY_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Whose a connection is, as far as it is counted. */
struct whose {
	bool is_known; /* it came over a UNIX socket */
	uid_t user;
};

/* Who has connected the UNIX socket; false if the system does not say. */
bool users_peer(int fd, uid_t *user);

/*
 * The connection is that user's, until users_leave; false, and it is not, if
 * max of them are already (0: there may be any number).
 */
bool users_enter(struct whose *whose, uid_t user, size_t max);

/* The connection is nobody's any more, if it was somebody's. */
void users_leave(struct whose *whose);

#endif
