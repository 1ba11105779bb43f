/*
 * Where a person's own files are: below the base directories of the XDG, or of
 * HOME. Used for the configuration and the history.
 */
#ifndef CLIENT_SESSION_XDG_H
#define CLIENT_SESSION_XDG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the path, ended by NUL, of the file of forkcast's with that name: in
 * the directory that the variable names, if that is absolute, else in the one
 * that home names below HOME. Empty where nobody can say where it would be, or
 * it is longer than size.
 */
void xdg_find(char *path, size_t size, const char *variable, const char *home,
    const char *name);

/*
 * Makes the directories above the file that are missing, for their owner alone.
 * False with errno; the path then ends behind the one that cannot be had.
 */
bool xdg_make_above(char *path);

#endif
