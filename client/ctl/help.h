/*
 * What each command of forkcastctl says of itself when it is asked by -h or
 * --help. Used by main, before the command is called.
 */
#ifndef CLIENT_CTL_HELP_H
#define CLIENT_CTL_HELP_H

#include "shared/usage.h"

/* How the command of that name is used, or null. */
const struct usage *help_of(const char *name);

/*
 * The option that asks for it among the command's arguments, 'h', or 'V' if its
 * version is asked for; 0 if neither is. Behind the words of a command that
 * takes a text any word is text.
 */
int help_asked(int argc, char *const *argv);

#endif
