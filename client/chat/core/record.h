/* The log file of a chat (-l): a line with its date for each event. */
#ifndef CLIENT_CHAT_CORE_RECORD_H
#define CLIENT_CHAT_CORE_RECORD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/grammar.h"
#include "shared/str.h"

struct record {
	int fd; /* -1: no log */
};

/*
 * Opens the file for appending. Creates it, readable by its owner alone, if it
 * does not exist. A null path means no log. Returns false with *why on failure,
 * also if the file is not ours, has another hard link, or is a symbolic link:
 * strangers' texts must not end up in any other file. Never blocks.
 */
bool record_open(struct record *record, const char *path, struct error *why);

/*
 * Logs a line of the server if it is an event. If that fails, returns false
 * with errno and closes the file.
 */
bool record_add(struct record *record, const struct command *line);

void record_close(struct record *record);

#endif
