/*
 * What surrounds the server in the process that it becomes: detaching, the pid
 * file, the user, and telling whoever started it that it is ready.
 */
#ifndef SERVER_LAUNCH_H
#define SERVER_LAUNCH_H

#include <stdbool.h>

#include "config.h"
#include "trouble.h"

/*
 * -d: the caller goes on in a child without terminal; the process that was
 * started waits until that is ready, or ends with its exit code.
 */
bool launch_detach(struct trouble *why);

/* Writes our pid, under a lock that is held as long as we live. */
bool launch_pid_file(const char *name, struct trouble *why);
void launch_remove_pid_file(void);

/* Becomes the user for good. Null: stays. */
bool launch_become(const char *user, struct trouble *why);

/* To the descriptor of -r, NOTIFY_SOCKET and the process of -d. */
bool launch_ready(const struct config *config, struct trouble *why);

#endif
