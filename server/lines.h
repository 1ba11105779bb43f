/*
 * A text file, line by line, in memory that workers do not inherit: what it
 * says may be a secret. Used by config.c at start and on a reload.
 */
#ifndef SERVER_LINES_H
#define SERVER_LINES_H

#include <stdbool.h>

#include "trouble.h"

/* The longest line, its LF included; bytes. */
#define LINES_LONGEST 1023

/*
 * Takes a line, which ends with NUL in place of its LF and may be written to.
 * Returns null, or what is wrong with it.
 */
typedef const char *lines_take(void *reader, char *line);

/*
 * Gives take each line of the file of that name. False with *why if the file
 * cannot be read, or at the first line with which anything is wrong. It never
 * waits: what is no regular file is not read.
 */
bool lines_read(
    const char *name, lines_take *take, void *reader, struct trouble *why);

#endif
