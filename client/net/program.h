/*
 * A shell command of the user's that works for us: its output is a secret, or
 * it is the connection to a server. It has no terminal, and a process group of
 * its own. Nothing here blocks, unless it says so.
 */
#ifndef CLIENT_NET_PROGRAM_H
#define CLIENT_NET_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/clock.h"

/* The longest line of standard error, and all that may wait. */
#define PROGRAM_LINE 1024
#define PROGRAM_ROOM 8192

/* Room for how a command has ended, and a NUL. */
#define PROGRAM_END 40

/* All zero: no command runs, and nothing waits. */
struct program {
	pid_t pid; /* leads the command's process group; 0: none runs */
	bool hears; /* said is open */
	int said; /* its standard error */
	struct buf lines; /* of it, that nobody has taken */
	char memory[PROGRAM_ROOM];
};

/*
 * Starts the command; who comes before what goes wrong in the child. Returns a
 * non-blocking descriptor that belongs to the caller: a socket that is its
 * standard input and output, or with talks false, its output alone; its input
 * is empty then. With hears, its standard error is for program_line; else it is
 * ours. -1 with errno if it cannot be started.
 */
int program_begin(struct program *program, const char *who, const char *command,
    bool talks, bool hears);

/* Returns what to wait for before program_read, or -1. */
int program_fd(const struct program *program);

/* Reads standard error once; returns whether there was something. */
bool program_read(struct program *program);

/*
 * Takes the next line of standard error, without its LF, cut at PROGRAM_LINE
 * bytes. False if there is none. Valid until the next call of any function
 * here. Contains whatever the program has written.
 */
bool program_line(struct program *program, struct str *line);

/*
 * Returns whether the command has ended, or none runs. It is not reaped, so
 * that the number of its process group stays its own.
 */
bool program_has_ended(const struct program *program);

/*
 * Leaves the command, if one runs. One that has ended is reaped: returns true,
 * and writes how it ended, as "exit status 1", or an empty string for success.
 * The process group of any other gets a TERM now, and a KILL a little later, by
 * program_tend. What it has said can still be taken.
 */
bool program_drop(struct program *program, char how[PROGRAM_END]);

/*
 * Kills the commands left that do not end. Returns the time until it must be
 * called again, or 0 if none is left. program_finish does so until none is
 * left, and blocks so long.
 */
usec program_tend(void);
void program_finish(void);

#define PROGRAM_LOOK (10 * MSEC)

#endif
