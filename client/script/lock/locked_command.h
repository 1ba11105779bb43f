/*
 * The command of forkcast lock: a child in our process group, with our standard
 * input and outputs. It dies with us where the system can have that.
 */
#ifndef CLIENT_SCRIPT_LOCK_LOCKED_COMMAND_H
#define CLIENT_SCRIPT_LOCK_LOCKED_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/grammar.h"

/* All zero: no command runs. */
struct locked_command {
	pid_t pid; /* 0: none runs */
	int status; /* of waitpid, once it has ended */
};

/* Makes the ends of children visible. Call this before signals are caught. */
void locked_command_prepare(void);

/*
 * Begins the command for the event held; the server's address is for its
 * environment. False with errno.
 */
bool locked_command_begin(struct locked_command *command, char *const *words,
    const char *server, const struct command *held);

/* Returns whether it has ended now; never blocks. */
bool locked_command_ended(struct locked_command *command);

/* Returns its exit status, as a shell gives it: 128 and the signal. */
int locked_command_status(const struct locked_command *command);

/*
 * Passes on a signal that we have got, unless the terminal has sent it to the
 * command, too.
 */
void locked_command_signal(const struct locked_command *command, int signal);

/*
 * Terminates the command and waits until it has ended: sends TERM, and KILL
 * after 5 s or at another signal to us.
 */
void locked_command_terminate(struct locked_command *command);

#endif
