/* Becoming a shell command of the user's that has no terminal. */
#ifndef CLIENT_SESSION_PROGRAM_SH_H
#define CLIENT_SESSION_PROGRAM_SH_H

#include <stdnoreturn.h>

/*
 * Turns the child into "sh -c COMMAND", in a session of its own, so that it has
 * no terminal to draw on or to read from, with the signals as they were when we
 * started. The descriptors become its 0, 1 and 2; -1 leaves that one unchanged;
 * all others are closed. On failure reports it on standard error, after who and
 * a colon, and exits.
 */
noreturn void sh_become(const char *who, const char *command, const int fd[3]);

#endif
