/*
 * The server's process around the start: detaching, the pid file, and reporting
 * readiness to whoever started it.
 */
#ifndef SERVER_OPERATOR_LAUNCH_H
#define SERVER_OPERATOR_LAUNCH_H

#include <stdbool.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Returns whether readiness can be reported on the descriptor of -r; false with
 * *why. To be called before anything is opened: later the number may be one of
 * the server's own descriptors.
 */
bool launch_can_report(const struct config *config, struct error *why);

/*
 * -d: continues in a child without a terminal. The original process waits until
 * the child is ready, or ends with the child's exit code. Like any child, this
 * one loses the contents of the arena.
 */
bool launch_detach(struct error *why);

/*
 * Writes our pid, under a lock beside the file that is held for as long as we
 * live. Never writes to a file that is not ours or root's, or that holds
 * anything else.
 */
bool launch_pid_file(const char *name, struct error *why);

/*
 * Returns whether that would succeed if no other server used the file. Creates
 * nothing.
 */
bool launch_check_pid_file(const char *name, struct error *why);
void launch_remove_pid_file(void);

/*
 * Reports readiness to the descriptor of -r, the supervisor and the waiting
 * process of -d.
 */
bool launch_ready(const struct config *config, struct error *why);

/* Holds the lock, in a program that has taken over. */
void launch_adopt(void);

#endif
