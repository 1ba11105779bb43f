/*
 * The name of a script that was not given one. It collides neither with the
 * user's own client nor with other scripts.
 */
#ifndef CLIENT_SESSION_IDENTITY_H
#define CLIENT_SESSION_IDENTITY_H

#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns a valid name, written into room: the base, or the user's login name
 * if that is null, and the process ID. From the second attempt (1) on, the
 * number of the attempt is appended.
 */
struct str identity_name(
    const char *base, unsigned attempt, char room[LIMIT_NAME]);

#endif
