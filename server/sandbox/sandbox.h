/*
 * What a child does before it reads a byte of anybody's: it gives up all but
 * what its kind needs. Called by the main functions of the children.
 */
#ifndef SERVER_SANDBOX_SANDBOX_H
#define SERVER_SANDBOX_SANDBOX_H

#include <stdbool.h>

#include "fork/given.h"

/* A child's descriptors, all that it has. */
enum { CHILD_SOCKET, CHILD_UPLINK, CHILD_DOWNLINK, CHILD_BELL, CHILD_FDS };

/*
 * Privileges, paths, descriptors, signals, limits and system calls go, as far
 * as the system can take them; the given descriptors come to the places above.
 * TERM is noted, and blocked but where the child waits (child_io.h); the
 * signals that are for the parent are ignored. Standard error stays in a build
 * with sanitizers. False with errno: then the child is to end.
 */
bool sandbox_enter(const struct given *given);

/* Has TERM come? */
bool sandbox_has_term(void);

#endif
