/*
 * A shell command of the user's whose output is for us. It has no terminal, and
 * its standard input is empty. Nothing here blocks, unless it says so.
 */
#ifndef CLIENT_SESSION_PROGRAM_PROGRAM_H
#define CLIENT_SESSION_PROGRAM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All zero: no command runs. */
struct program {
	pid_t pid; /* leads the command's process group; 0: none runs */
};

/* Room for how a command has ended, and a NUL. */
#define PROGRAM_END 40

/*
 * Starts the command; who comes before what goes wrong in the child. Its
 * standard error is ours if said is null. *out, and *said, become non-blocking
 * descriptors to read from, which belong to the caller. False with errno if it
 * cannot be started.
 */
bool program_begin(struct program *program, const char *who,
    const char *command, int *out, int *said);

/*
 * Returns whether the command has ended, or none runs. It is not reaped, so
 * that the number of its process group stays its own.
 */
bool program_has_ended(const struct program *program);

/*
 * Reaps a command that has ended. Composes how it has, as "exit status 1"; an
 * empty string means success.
 */
void program_end(struct program *program, char how[PROGRAM_END]);

/*
 * Ends the command, if one runs, with its process group. May block for a fifth
 * of a second.
 */
void program_kill(struct program *program);

#endif
