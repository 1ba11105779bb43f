/*
 * The path of a UNIX socket that is listened on: its lock, its file, and whose
 * that is. Used by listen.c.
 */
#ifndef SERVER_ACCEPT_PATH_H
#define SERVER_ACCEPT_PATH_H

#include <stdbool.h>

#include "accept/listener.h"
#include "shared/error.h"

/*
 * Binds the listener's socket to its path. False with *why; what there is by
 * then is path_close's.
 */
bool path_bind(struct listener *listener, struct error *why);

/*
 * Removes what path_bind has made, as far as we may. What stays is taken over
 * at the next start.
 */
void path_close(struct listener *listener);

/* Could path_bind be done, unless another server has the path? */
bool path_look(const struct listener *listener, struct error *why);

/*
 * Removes the socket of a server that has died, with its lock; false if there
 * is none, if one lives, or if it is not ours to remove.
 */
bool path_clean(const char *path);

#endif
