/* Paths of the user's files, below the XDG base directories or HOME. */
#ifndef CLIENT_CONF_XDG_H
#define CLIENT_CONF_XDG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the NUL-terminated path of forkcast's file of that name: below the
 * directory in the variable if that is absolute, else below HOME in the
 * directory home. Empty if neither is known, or if the path is longer than
 * size.
 */
void xdg_find(char *path, size_t size, const char *variable, const char *home,
    const char *name);

/*
 * Creates the missing directories above the file, for the owner only. Returns
 * false with errno; the path is then cut after the directory that failed.
 */
bool xdg_make_above(char *path);

#endif
