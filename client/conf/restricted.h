/*
 * Whether this client must not run programs or touch files, because strangers
 * type into it: as the login shell of a chat by ssh.
 */
#ifndef CLIENT_CONF_RESTRICTED_H
#define CLIENT_CONF_RESTRICTED_H

#include <stdbool.h>

#define RESTRICTED_VARIABLE "FORKCAST_RESTRICTED"
#define RESTRICTED_WHY "not allowed with " RESTRICTED_VARIABLE

/* Returns whether the variable is set in the environment and not empty. */
bool restricted(void);

#endif
