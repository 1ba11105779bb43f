/*
 * The name of a script that was given none. It collides neither with the user's
 * own client nor with other scripts.
 */
#ifndef CLIENT_NET_IDENTITY_H
#define CLIENT_NET_IDENTITY_H

#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns a valid name, written into room: "BASE-1" in the first attempt, 0,
 * and then "BASE-2" and so on; after so many, the process ID is in it. A null
 * base means the user's login name.
 */
#define IDENTITY_ATTEMPTS 16
struct str identity_name(
    const char *base, unsigned attempt, char room[LIMIT_NAME]);

#endif
