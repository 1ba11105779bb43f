/*
 * Opens files to which strangers' words are appended, so that the words cannot
 * end up anywhere else. For chat records and for the logs of views.
 */
#ifndef CLIENT_CONF_LOGFILE_H
#define CLIENT_CONF_LOGFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/error.h"
#include "shared/str.h"

/*
 * Opens the file for appending; creates it, readable by its owner only, if it
 * does not exist. Returns false with *why, and sets *fd to -1, on failure, or
 * if the path is a link or not a regular file of ours with a single name. Never
 * blocks.
 */
bool logfile_open(int *fd, const char *path, struct error *why);

/*
 * Reads the last bytes of such a file, at most so many, from the beginning of a
 * line on. Returns them, in memory to be freed; empty, perhaps with null, if it
 * does not exist, may not be used or cannot be read. Blocks on the disk only.
 */
struct str logfile_read(const char *path, size_t most, char **memory);

#endif
