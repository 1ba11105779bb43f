/*
 * What surrounds the server in the process that it becomes: detaching, the pid
 * file, and telling whoever started it that it is ready.
 */
#ifndef SERVER_OPERATOR_LAUNCH_H
#define SERVER_OPERATOR_LAUNCH_H

#include <stdbool.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Can what the server is to say when it is ready be said where -r wants it? To
 * be asked before anything is opened: later the number may be the server's.
 */
bool launch_can_tell(const struct config *config, struct error *why);

/*
 * -d: the caller goes on in a child without terminal; the process that was
 * started waits until that is ready, or ends with its exit code. Like any
 * child it does not have what was in the arena.
 */
bool launch_detach(struct error *why);

/*
 * Writes our pid, under a lock beside the file that is held as long as we live.
 * What is not ours or root's, or holds anything else, is not written to.
 */
bool launch_pid_file(const char *name, struct error *why);

/* Could that be done, unless another server runs with it? Nothing is made. */
bool launch_look(const char *name, struct error *why);
void launch_remove_pid_file(void);

/* To the descriptor of -r, the supervisor and the process of -d. */
bool launch_ready(const struct config *config, struct error *why);

/* Holds the lock, in a program that has taken over. */
void launch_take(void);

#endif
