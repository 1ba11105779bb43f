/* Files that are read as a whole, into memory that the caller has. */
#ifndef SERVER_BASE_SYSTEM_SMALL_FILE_H
#define SERVER_BASE_SYSTEM_SMALL_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a regular file, size bytes at most, and sets *len. Returns null, or
 * what is wrong: other users may not have access to a secret. Does not wait,
 * and does not use stdio, whose buffers workers would inherit.
 */
const char *small_file_read(
    const char *path, bool is_secret, char *room, size_t size, size_t *len);

#endif
