/*
 * The name of a script that was given none. It collides neither with the user's
 * own client nor with other scripts.
 */
#ifndef CLIENT_SESSION_IDENTITY_H
#define CLIENT_SESSION_IDENTITY_H

#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns a valid name, written into room: "BASE-PID", and "BASE-PID-ATTEMPT"
 * if attempt is not 0. A null base means the user's login name.
 */
struct str identity_name(
    const char *base, unsigned attempt, char room[LIMIT_NAME]);

#endif
