/*
 * A connection that is a program: a command for sh whose standard input and
 * output are the server, such as "ssh HOST forkcast stdio". It has no terminal,
 * and it ends with the connection.
 */
#ifndef CLIENT_SESSION_FAR_VIA_H
#define CLIENT_SESSION_FAR_VIA_H

#include <stdbool.h>
#include <sys/types.h>

#include "session/program/output.h"
#include "shared/clock.h"
#include "shared/str.h"

#define VIA_WHY 40

/* The command of the server, in the environment of programs that we run. */
#define VIA_VARIABLE "FORKCAST_VIA"

/* All zero: no command runs. */
struct via {
	pid_t pid; /* leads the command's process group; 0: none runs */
	struct output said; /* its standard error, if we hear it */
	usec until; /* when it has had its time to end by itself, or 0 */
	char why[VIA_WHY]; /* how it ended */
};

#define VIA_FAILED "cannot run the command of via"

/*
 * Starts the command, after via_end or via_drop for the one before. If hears is
 * true, its standard error is for via_read and via_line; otherwise it is ours.
 * Returns the non-blocking socket that is its standard input and output and
 * belongs to the caller, or -1 with errno.
 */
int via_begin(struct via *via, const char *command, bool hears);

/* Returns what to wait for before via_read, or -1. */
int via_fd(const struct via *via);

/* Reads standard error of the command once; does nothing without room. */
void via_read(struct via *via);

/*
 * Takes the next line of standard error, as output_line does,
 * without the spaces around it.
 */
bool via_line(struct via *via, struct str *line);

/*
 * Returns whether the command may still end by itself, after it has closed the
 * connection: for a second from the first call on. To be called again after
 * VIA_LOOK, unless there is something to read.
 */
bool via_is_ending(struct via *via);

/*
 * Leaves the command, if one runs: if it has not ended, its process group gets
 * a TERM now and a KILL a little later, by via_tend. Does not block. Its
 * standard error that was read can still be taken. Returns how it ended by
 * itself, as "via: exit status 255", valid until the next call; null if it did
 * not, or if none ran.
 */
const char *via_drop(struct via *via);

/*
 * Kills the commands left that do not end. Returns the time until it must be
 * called again, or 0 if none is left.
 */
usec via_tend(void);
#define VIA_LOOK (10 * MSEC)

/*
 * Does all of this at once, after the connection has ended: leaves the command
 * after its second, and waits until none is left. Blocks so long.
 */
void via_end(struct via *via);

/*
 * Sets the command, or none if it is null, in the environment, for programs
 * that connect to the same server. Returns false if there is no memory.
 */
bool via_tell(const char *command);

#endif
