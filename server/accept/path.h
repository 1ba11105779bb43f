/*
 * The path of a UNIX socket that is listened on: its lock, its file, and the
 * file's owner.
 */
#ifndef SERVER_ACCEPT_PATH_H
#define SERVER_ACCEPT_PATH_H

#include <stdbool.h>

#include "accept/listener.h"
#include "shared/error.h"

/*
 * Binds the listener's socket to its path. False with *why; path_close then
 * cleans up.
 */
bool path_bind(struct listener *listener, struct error *why);

/*
 * Removes what path_bind created, as far as we are allowed to. Anything left is
 * taken over at the next start.
 */
void path_close(struct listener *listener);

/*
 * Returns whether path_bind would succeed if no other server used the path;
 * false with *why.
 */
bool path_check(const struct listener *listener, struct error *why);

/*
 * Removes the socket of a dead server, with its lock. False if there is none,
 * if its server lives, or if it is not ours to remove.
 */
bool path_remove_stale(const char *path);

#endif
