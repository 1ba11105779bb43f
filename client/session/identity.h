/*
 * The name of a script that was given none: made so that it collides neither
 * with the person's own session nor with other scripts. Used by script.c.
 */
#ifndef CLIENT_SESSION_IDENTITY_H
#define CLIENT_SESSION_IDENTITY_H

#include "shared/limits.h"
#include "shared/str.h"

/*
 * The base, or the user's login name if it is null, with the process ID behind
 * it, and from the second attempt (1) on with the attempt's number as well.
 * Written into room; always a name that can be.
 */
struct str identity_name(
    const char *base, unsigned attempt, char room[LIMIT_NAME]);

#endif
