/*
 * Opens files to which strangers' words are appended, so that the words cannot
 * end up anywhere else. For chat records and for the logs of views.
 */
#ifndef CLIENT_CONF_LOGFILE_H
#define CLIENT_CONF_LOGFILE_H

#include <stdbool.h>

#include "shared/error.h"

/*
 * Opens the file for appending; creates it, readable by its owner only, if it
 * does not exist. Returns false with *why, and sets *fd to -1, on failure, or
 * if the path is a link or not a regular file of ours with a single name. Never
 * blocks.
 */
bool logfile_open(int *fd, const char *path, struct error *why);

/*
 * Opens such a file for reading. Returns false and sets *fd to -1 if it does
 * not exist or may not be used. Never blocks.
 */
bool logfile_read(int *fd, const char *path);

#endif
