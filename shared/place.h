/* The directory of control sockets: where forkcastd and forkcastctl meet. */
#ifndef SHARED_PLACE_H
#define SHARED_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

#include "addr.h"

/*
 * The start of a socket's name there; by default, a dot and the server's
 * process ID follow.
 */
#define PLACE_NAME "control"

/* That of a server that root starts, and that becomes another user. */
#define PLACE_SYSTEM "/var/run/forkcast"

/*
 * Writes the directory in which a user's servers have their control sockets by
 * default: the first of RUNTIME_DIRECTORY, and then true is returned; else one
 * of the user's, the same in all of the user's shells. On Linux it is in
 * memory; elsewhere it may be.
 */
#ifdef __linux__
#define PLACE_MEMORY "/dev/shm"
#else
#define PLACE_MEMORY "/tmp"
#endif
bool place_find(char directory[ADDR_TEXT], uid_t user);

/*
 * Returns whether only that user and root can have put anything there; false
 * with errno. Others cannot replace it either, beside others' files.
 */
bool place_is_own(const char *directory, uid_t user);

#endif
