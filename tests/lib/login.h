/*
 * Users of this machine, for tests in which the server asks the system for the
 * user at the other end of a UNIX socket.
 */
#ifndef TESTS_LIB_LOGIN_H
#define TESTS_LIB_LOGIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "conn.h"
#include "scratch.h"

/*
 * Returns the login name of the user who runs the test. Skips the test if this
 * name is no valid client name.
 */
const char *login_own(void);

/*
 * Returns the ID of the user with that login name. Skips the test if there is
 * none.
 */
uid_t login_find(const char *name);

/*
 * Skips the test if root runs it without the right to become another user, as
 * in a container without capabilities.
 */
void login_needs_right(void);

/* Returns an ID that no user has. */
uid_t login_nobodys(void);

/*
 * Makes a path for a UNIX socket that other users can reach. Skips the test if
 * that is impossible, or if it would need root.
 */
void login_open_path(char path[SCRATCH_PATH]);

/* Connects to the path as that user. */
struct conn *login_connect(const char *path, uid_t user);

#endif
