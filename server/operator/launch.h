/*
 * The server's process, as those see it who have started it: detaching, the pid
 * file and readiness, also for a supervisor that has set NOTIFY_SOCKET, in the
 * format of sd_notify(3).
 */
#ifndef SERVER_OPERATOR_LAUNCH_H
#define SERVER_OPERATOR_LAUNCH_H

#include <stdbool.h>

#include "base/config/config.h"
#include "shared/error.h"

/*
 * Returns whether readiness can be reported on the descriptor of -r; false with
 * *why. Must be called before anything is opened: later the number may be one
 * of the server's own descriptors.
 */
bool launch_can_report(const struct config *config, struct error *why);

/*
 * Continues in a child, in a session of its own (-d); false with *why. The
 * original process exits with 0 when the child is ready, or with the child's
 * exit code if that ends first. The child has an empty arena.
 */
bool launch_detach(struct error *why);

/*
 * Writes our process ID to the file; a null name means that none is wanted.
 * False with *why, also if the file is not ours alone, or contains anything but
 * a process ID. launch_remove_pid_file removes it, if it was written.
 */
bool launch_pid_file(const char *name, struct error *why);
void launch_remove_pid_file(const char *name);

/*
 * Reports readiness to the descriptor of -r, to the supervisor and, with -d, to
 * the original process; then leaves the terminal. False with *why.
 */
bool launch_ready(const struct config *config, struct error *why);

/* Opens the supervisor's socket, before root is given up. False with *why. */
bool launch_notify_open(struct error *why);

/*
 * Tells the supervisor that the server is stopping, which continues without a
 * supervisor if that fails.
 */
void launch_notify_stopping(void);

/*
 * Takes over from the state in that descriptor, and returns when the server is
 * ready, or never. To be called after reload_init. In a rehearsal, only reports
 * whether it could.
 */
void takeover(int state);

#endif
