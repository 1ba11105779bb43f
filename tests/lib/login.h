/*
 * The users of this machine, for tests in which the server asks for the user at
 * the other end of a UNIX socket.
 */
#ifndef TESTS_LIB_LOGIN_H
#define TESTS_LIB_LOGIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "conn.h"
#include "scratch.h"

/*
 * Returns the login of the user who runs the test. Skips the test where that
 * user has none that can be a name of a client.
 */
const char *login_own(void);

/* Returns the ID of a login; skips the test where there is no such user. */
uid_t login_find(const char *name);

/* Returns an ID that no user has. */
uid_t login_nobodys(void);

/*
 * Makes a path for a UNIX socket that others can reach. Skips the test where
 * that cannot be, or where only root could play the others and we are not root.
 */
void login_open_path(char path[SCRATCH_PATH]);

/* Connects there as that user. */
struct conn *login_connect(const char *path, uid_t user);

#endif
