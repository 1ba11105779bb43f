/*
 * Listening sockets that were open when the server was started, as systemd
 * hands them over: LISTEN_FDS of them from descriptor 3 on, for the process
 * LISTEN_PID, named by LISTEN_FDNAMES. They stay the supervisor's, who keeps
 * them open, and with them their ports, while the server is restarted. Used by
 * forkcastd.c and listen.c.
 */
#ifndef SERVER_ACCEPT_INHERIT_H
#define SERVER_ACCEPT_INHERIT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/error.h"

/*
 * Finds and checks them, in the process that was started. False if one is not
 * what can be listened on.
 */
bool inherit_find(struct error *why);

size_t inherit_count(void);
int inherit_fd(size_t number);
bool inherit_is_proxy(size_t number); /* its name is "proxy" */

#endif
