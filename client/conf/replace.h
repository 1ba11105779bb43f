/* Replacing a file as a whole. */
#ifndef CLIENT_CONF_REPLACE_H
#define CLIENT_CONF_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* The longest path, and a NUL. */
#define REPLACE_PATH 4096

/*
 * Replaces the file at the path, which is no symbolic link, atomically, and
 * waits until it is on the disk. It gets the mode and the group of the old one,
 * or loses the group's permissions; with null, mode 0600. *fd becomes the new
 * file, unless it is null. Returns false with errno; nothing has changed then.
 */
bool replace_file(const char *path, const char *data, size_t len,
    const struct stat *old, int *fd);

#endif
