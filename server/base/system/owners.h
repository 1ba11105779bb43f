/*
 * Users and groups of this machine, as the configuration names them: by name or
 * by number. Used by self.c, and by listen.c for the files of UNIX sockets.
 */
#ifndef SERVER_BASE_SYSTEM_OWNERS_H
#define SERVER_BASE_SYSTEM_OWNERS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Finds them; false with errno, 0 if there is none. A number needs no entry.
 */
bool owners_user(const char *name, uid_t *user);
bool owners_group(const char *name, gid_t *group);

/* May this process give a file of its own to that group? */
bool owners_are_of(gid_t group);

#endif
