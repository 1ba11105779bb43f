/*
 * The password of the server, which clients from the network must say before
 * their name: the first line of a file, in memory that no worker has. Read by
 * reload.c at start and on HUP; compared by commands.c.
 */
#ifndef SERVER_POLICY_PASSWORD_H
#define SERVER_POLICY_PASSWORD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

/*
 * Reads the file, or no password from a null name. The one in force stays
 * until password_use. False with *why if the file has no password that a client
 * could say, or others may read it.
 */
bool password_read(const char *name, struct error *why);

/* Puts in force what was read last. */
void password_use(void);

/* Is one in force? */
bool password_is_set(void);

/* In a time that tells nothing about the password, not even its length. */
bool password_matches(struct str said);

#endif
