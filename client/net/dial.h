/*
 * Connecting to a server: an ADDRESS in, a connected socket out; blocking, or
 * in a child that passes the socket back, however long that takes. Or a shell
 * command is the connection, such as "ssh HOST forkcast stdio". And how soon to
 * try again.
 */
#ifndef CLIENT_NET_DIAL_H
#define CLIENT_NET_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "system/program.h"
#include "system/signals.h"

#define CONNECT_WHY 640
#define FORKCASTD "forkcastd" /* the program, in a failure's words */

/*
 * Returns a non-blocking socket that is connected to the server and belongs to
 * the caller. A host without a port has 1234. Tries a host's addresses in the
 * system's order, each but the last for at most 5 s, until the deadline, a time
 * of clock_mono; looking them up may take longer. Ends the program if there is
 * no connection. Blocks.
 */
int dial_or_end(const char *address, usec deadline);

/* An attempt of a child. */
struct dial {
	pid_t pid;
	int fd; /* to wait for, or -1 if no attempt is under way */
	char why[CONNECT_WHY]; /* why it failed */
	size_t len;
};

enum dial_result { DIAL_WAITS, DIAL_DONE, DIAL_FAILED };

/*
 * Begins an attempt to reach that program, however long the last address takes.
 * Returns false with errno on failure.
 */
bool dial_begin(struct dial *dial, const char *address, const char *program);

/*
 * Takes the child's answer; call it when fd is readable. After DIAL_DONE,
 * *socket belongs to the caller; after DIAL_FAILED, dial_why gives the reason.
 * Either ends the attempt.
 */
enum dial_result dial_take(struct dial *dial, int *socket);
const char *dial_why(const struct dial *dial);

/* Ends the attempt, if one is under way. */
void dial_stop(struct dial *dial);

/*
 * What a command that is the connection is called, and the variable in the
 * environment of programs that we run, which connect to the same server.
 */
#define VIA "via"
#define VIA_VARIABLE "FORKCAST_VIA"

/* The longest line of its standard error, and all that may wait. */
#define VIA_LINE 1024
#define VIA_ROOM 8192

/* Such a command. All zero: none runs, and nothing waits. */
struct via {
	pid_t pid; /* 0: none runs */
	bool hears; /* said is open */
	int said; /* its standard error */
	struct buf lines; /* of it, that nobody has taken */
	char memory[VIA_ROOM];
	char how[PROGRAM_HOW]; /* it ended */
};

/*
 * Starts the command, in a process group of its own and without a terminal.
 * Returns a non-blocking socket, its standard input and output, that belongs to
 * the caller. With hears, its standard error is for dial_via_line; else it is
 * ours. -1 with errno if it cannot be started.
 */
int dial_via(struct via *via, const char *command, bool hears);

/* Returns what to wait for before dial_via_line, or -1. */
int dial_via_fd(const struct via *via);

/*
 * Takes the next line of standard error, without the spaces around it. False if
 * there is none now. Valid until the next call of any function here. Contains
 * whatever the command has written.
 */
bool dial_via_line(struct via *via, struct str *line);

/*
 * Ends the command, if one runs; after a connection that it has ended itself,
 * gives it a fifth of a second for that. Blocks so long. Returns how it ended,
 * as "exit status 1", if it did by itself; otherwise null. What it has said can
 * still be taken.
 */
const char *dial_via_end(struct via *via, bool ended);

/* Room for the time until the next attempt, and a NUL. */
#define REJOIN_TIME 32

/*
 * Returns when the next attempt is due after this many that failed, which it
 * counts: after 1 s, doubled with each up to 60 s, less up to a half of it at
 * random, so that the clients of a restarted server do not all return at the
 * same moment. Writes the seconds until then into text: "1.2 s".
 */
usec dial_again(unsigned *tries, char text[REJOIN_TIME]);

#endif
