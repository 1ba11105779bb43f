/* The help texts of forkcastctl's commands, for -h and --help. */
#ifndef CLIENT_CTL_HELP_H
#define CLIENT_CTL_HELP_H

#include "shared/usage.h"

/* Returns the usage of the command, or null. */
const struct usage *help_of(const char *name);

/*
 * Returns 'h' or 'V' if the command's arguments ask for help or the version,
 * else 0. In a command that takes a text, the words after its fixed arguments
 * are text.
 */
int help_asked(int argc, char *const *argv);

#endif
