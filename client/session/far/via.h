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
#include "shared/str.h"

#define VIA_WHY 40

/* The command of the server, in the environment of programs that we run. */
#define VIA_VARIABLE "FORKCAST_VIA"

/* All zero: no command runs. */
struct via {
	pid_t pid; /* leads the command's process group; 0: none runs */
	struct output said; /* its standard error, if we hear it */
	char why[VIA_WHY]; /* how it ended */
};

#define VIA_FAILED "cannot run the command of via"

/*
 * Starts the command, after via_end has ended the one before. If hears is true,
 * its standard error is for via_read and via_line; otherwise it is ours.
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
 * Ends the command with its process group, if one runs. If it has closed the
 * connection (closed is true), it first has a second to end by itself. Blocks
 * so long. The rest of its standard error can be taken afterwards.
 * Returns how it ended by itself, as "via: exit status 255", valid until the
 * next call; null if it did not, or if none ran.
 */
const char *via_end(struct via *via, bool closed);

/*
 * Sets the command, or none if it is null, in the environment, for programs
 * that connect to the same server. Returns false if there is no memory.
 */
bool via_tell(const char *command);

#endif
