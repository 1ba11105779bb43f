/*
 * The file in which a chat is written down (-l): each event a line, with its
 * date. Owned by the chat.
 */
#ifndef CLIENT_PERSON_RECORD_H
#define CLIENT_PERSON_RECORD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/grammar.h"
#include "shared/str.h"

struct record {
	int fd; /* -1: nothing is written down */
};

/*
 * Opens the file, and makes it, for its owner alone, if it is not there; what
 * it has is kept. With a null path there is none. False with *why, also if it
 * is not a file of ours with no other name, or a link: what strangers say goes
 * nowhere else. It never waits.
 */
bool record_open(struct record *record, const char *path, struct error *why);

/*
 * Adds a line of the server if it is an event. False with errno if it cannot
 * be; then the file is closed.
 */
bool record_add(struct record *record, const struct command *line);

void record_close(struct record *record);

#endif
