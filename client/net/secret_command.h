/*
 * A command that prints the secret of an account, such as "pass show chat": its
 * first line of output is the secret. It has neither a terminal nor our input.
 */
#ifndef CLIENT_NET_SECRET_COMMAND_H
#define CLIENT_NET_SECRET_COMMAND_H

#include "shared/clock.h"
#include "shared/limits.h"

/* The name of the setting, before what goes wrong. */
#define SECRET_WHO "secret_command"

/* Room for what has gone wrong, and a NUL. */
#define SECRET_WHY 160

struct secret_command {
	char text[LIMIT_SECRET + 1]; /* the secret, ended by a NUL */
	char why[SECRET_WHY]; /* there is none */
};

/*
 * Runs the command, with our standard error, until it has ended or the time is
 * over; blocks. A signal that ends this process ends the command first. Returns
 * the secret, which is to be wiped; null with why, and the text wiped.
 */
const char *secret_command_run(
    struct secret_command *command, const char *line, usec timeout);

#endif
