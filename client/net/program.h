/*
 * A shell command of the user's that works for us: it is the connection to a
 * server, as "ssh HOST forkcast stdio", or its output is a secret. It has no
 * terminal, and a process group of its own. Nothing here blocks, unless it says
 * so.
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
#define PROGRAM_HOW 40

/* What a command that is the connection is called, and how it may fail. */
#define VIA "via"
#define VIA_FAILED "cannot run the command of via"

/* It, in the environment of programs that we run. */
#define VIA_VARIABLE "FORKCAST_VIA"

/* All zero: no command runs, and nothing waits. */
struct program {
	pid_t pid; /* leads the command's process group; 0: none runs */
	bool hears; /* said is open */
	int said; /* its standard error */
	struct buf lines; /* of it, that nobody has taken */
	char memory[PROGRAM_ROOM];
	usec until; /* when it has had its time to end by itself, or 0 */
	bool good; /* it has ended with success */
	char how[PROGRAM_HOW]; /* it ended */
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

/* Returns what to wait for before program_line, or -1. */
int program_fd(const struct program *program);

/*
 * Takes the next line of standard error, cut at PROGRAM_LINE bytes, without the
 * spaces around it. False if there is none now. Valid until the next call of
 * any function here. Contains whatever the program has written.
 */
bool program_line(struct program *program, struct str *line);

/*
 * Returns whether the command has ended, or none runs. It is not reaped, so
 * that the number of its process group stays its own.
 */
bool program_has_ended(const struct program *program);

/*
 * Returns whether the command may still end by itself, after it has closed the
 * connection: for a second from the first call on. To be called again after
 * PROGRAM_LOOK, unless there is something to read.
 */
bool program_is_ending(struct program *program);

/*
 * Leaves the command, if one runs. One that has ended is reaped: returns how it
 * ended, as "exit status 1"; otherwise null. The process group of any other
 * gets a TERM now, and a KILL a little later, by program_tend. What it has said
 * can still be taken.
 */
const char *program_drop(struct program *program);

/*
 * Kills the commands left that do not end. Returns the time until it must be
 * called again, or 0 if none is left. program_finish does so until none is
 * left, and blocks so long.
 */
usec program_tend(void);
void program_finish(void);

#define PROGRAM_LOOK (10 * MSEC)

/* Leaves the command after its second, and all others. Blocks so long. */
void program_end(struct program *program);

/*
 * Sets the command that is the connection, or none if it is null, in the
 * environment, for programs that connect to the same server. Returns false if
 * there is no memory.
 */
bool program_tell_via(const char *command);

#endif
