/*
 * A file into which what strangers say is appended: how it is opened so that
 * it goes nowhere else. Used for the record of a chat and for the logs of the
 * views.
 */
#ifndef CLIENT_SESSION_LOGFILE_H
#define CLIENT_SESSION_LOGFILE_H

#include <stdbool.h>

#include "shared/error.h"

/*
 * Opens the file for appending, and makes it, for its owner alone, if it is not
 * there. False with *why, and *fd is -1, also if it is not a file of ours with
 * no other name, or a link. It never waits.
 */
bool logfile_open(int *fd, const char *path, struct error *why);

#endif
