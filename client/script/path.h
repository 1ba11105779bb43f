/*
 * Where the shell and execvp(3) look for programs. Used by forkcast work, whose
 * arguments end their list of boxes with one.
 */
#ifndef CLIENT_SCRIPT_PATH_H
#define CLIENT_SCRIPT_PATH_H

#include <stdbool.h>

/* Does the word name a program that we may run, by PATH or by a path? */
bool path_has(const char *word);

#endif
