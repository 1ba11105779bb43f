/*
 * A connection that is a program: a command for sh whose standard input and
 * output are the server, such as "ssh HOST forkcast stdio". It has no terminal,
 * and it ends with the connection.
 */
#ifndef CLIENT_NET_VIA_H
#define CLIENT_NET_VIA_H

#include <stdbool.h>

#include "net/program.h"

/* The command of the server, in the environment of programs that we run. */
#define VIA_VARIABLE "FORKCAST_VIA"

#define VIA_FAILED "cannot run the command of via"

/* All zero: no command runs. */
struct via {
	struct program program;
	usec until; /* when it has had its time to end by itself, or 0 */
	char why[sizeof("via: ") + PROGRAM_END]; /* how it ended */
};

/*
 * Starts the command, after via_end or via_drop for the one before. With hears,
 * its standard error is for via_line; otherwise it is ours. Returns the
 * non-blocking socket, which belongs to the caller, or -1 with errno.
 */
int via_begin(struct via *via, const char *command, bool hears);

/*
 * Takes the next line of standard error, which program_read reads, as
 * program_line does, without the spaces around it.
 */
bool via_line(struct via *via, struct str *line);

/*
 * Returns whether the command may still end by itself, after it has closed the
 * connection: for a second from the first call on. To be called again after
 * PROGRAM_LOOK, unless there is something to read.
 */
bool via_is_ending(struct via *via);

/*
 * Leaves the command, if one runs, as program_drop does. Returns how it ended
 * by itself, as "via: exit status 255", valid until the next call; null if it
 * did not, or if none ran.
 */
const char *via_drop(struct via *via);

/*
 * Leaves the command after its second, and waits until none is left. Blocks so
 * long.
 */
void via_end(struct via *via);

/*
 * Sets the command, or none if it is null, in the environment, for programs
 * that connect to the same server. Returns false if there is no memory.
 */
bool via_tell(const char *command);

#endif
