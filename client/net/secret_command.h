/*
 * A command that prints the secret of an account, such as "pass show chat": its
 * first line of output is the secret. It has no terminal. Nothing here blocks,
 * unless it says so.
 */
#ifndef CLIENT_NET_SECRET_COMMAND_H
#define CLIENT_NET_SECRET_COMMAND_H

#include <stdbool.h>

#include "net/program.h"
#include "shared/limits.h"

/* The most that the command may print, bytes. */
#define SECRET_OUTPUT 65536

/* The name of the setting, before what goes wrong. */
#define SECRET_WHO "secret_command"

/* Room for what has gone wrong, and a NUL. */
#define SECRET_WHY 160

/* A running command, or what it has printed; all zero: neither. */
struct secret_command {
	struct program program; /* its standard error may be for us */
	int out; /* its standard output, while look is not 0; or -1 */
	char text[LIMIT_SECRET + 1]; /* the first line, so far */
	size_t len;
	size_t count; /* of all bytes */
	bool whole; /* the first line has ended */
	usec timeout;
	usec until; /* its time is over; of clock_mono */
	usec look; /* when to look next, though nothing came; 0: never begun */
	char why[SECRET_WHY];
};

enum secret_result { SECRET_WAITS, SECRET_READ, SECRET_FAILED };

/*
 * Starts the command, which has so much time. If hears is true, its standard
 * error is for program_line; otherwise it is ours. False, with why, if it
 * cannot be started.
 */
bool secret_command_begin(
    struct secret_command *command, const char *line, usec timeout, bool hears);

/* Returns whether the command runs. */
bool secret_command_runs(const struct secret_command *command);

/*
 * Reads what there is; to be called when something can be read, and when look
 * says so. After SECRET_READ, text is the secret, ended by a NUL; after
 * SECRET_FAILED, why says why. Either way the command has ended, or will
 * (program_tend).
 */
enum secret_result secret_command_read(struct secret_command *command);

/* Ends the command if it runs (program_tend), and wipes the secret. */
void secret_command_forget(struct secret_command *command);

/*
 * Runs the command, with our standard error, until it has ended; blocks. A
 * signal that ends this process ends the command first. Returns the secret,
 * which lasts until secret_command_forget; null with why.
 */
const char *secret_command_run(
    struct secret_command *command, const char *line, usec timeout);

#endif
