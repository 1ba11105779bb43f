/*
 * Users and groups of this machine, as the configuration gives them: by name or
 * by number.
 */
#ifndef SERVER_BASE_SYSTEM_OWNERS_H
#define SERVER_BASE_SYSTEM_OWNERS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Find a user or group. False with errno, which is 0 if there is none. A number
 * needs no entry.
 */
bool owners_user(const char *name, uid_t *user);
bool owners_group(const char *name, gid_t *group);

/* Returns whether this process may give its own file to that group. */
bool owners_may_give(gid_t group);

#endif
