/*
 * The server's password, which clients from the network must give before their
 * name: the first line of a file, in memory that no worker has.
 */
#ifndef SERVER_POLICY_PASSWORD_H
#define SERVER_POLICY_PASSWORD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

/*
 * Reads the file; a null name means no password. The old one stays in force
 * until password_use. False with *why if the file has no password that a client
 * could send, or others may read it.
 */
bool password_read(const char *name, struct error *why);

/* Puts the password that was read last in force. */
void password_use(void);

/* Returns whether a password is in force. */
bool password_is_set(void);

/*
 * Compares in a time that reveals nothing about the password, not even its
 * length.
 */
bool password_matches(struct str said);

#endif
