/*
 * Listening sockets that were already open when the server was started, as
 * systemd passes them: LISTEN_FDS sockets from descriptor 3 on, for the process
 * LISTEN_PID, named by LISTEN_FDNAMES. They still belong to the supervisor. It
 * keeps them open, and thereby their ports, while the server restarts.
 */
#ifndef SERVER_ACCEPT_INHERIT_H
#define SERVER_ACCEPT_INHERIT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/error.h"

/*
 * Finds and checks the inherited sockets; to be called before -d forks, because
 * LISTEN_PID is the original process. False with *why if one of them is not a
 * socket to listen on.
 */
bool inherit_find(struct error *why);

size_t inherit_count(void);
int inherit_fd(size_t number);
bool inherit_is_proxy(size_t number); /* its name is "proxy" */

#endif
