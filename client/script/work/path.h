/*
 * The search for programs as the shell and execvp(3) do it. In forkcast work, a
 * program's name ends the list of boxes.
 */
#ifndef CLIENT_SCRIPT_WORK_PATH_H
#define CLIENT_SCRIPT_WORK_PATH_H

#include <stdbool.h>

/*
 * Returns whether the word names a program that we may run, by PATH or by a
 * path.
 */
bool path_has(const char *word);

#endif
