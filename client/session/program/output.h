/* The output of a program, line by line, as it comes. */
#ifndef CLIENT_SESSION_PROGRAM_OUTPUT_H
#define CLIENT_SESSION_PROGRAM_OUTPUT_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/str.h"

/* The longest line, and all that may wait. */
#define OUTPUT_LINE 1024
#define OUTPUT_ROOM 8192

/* The output; all zero: it has ended, and nothing waits. */
struct output {
	int fd; /* if open */
	bool open;
	struct buf lines; /* read, that nobody has taken */
	char memory[OUTPUT_ROOM];
};

/* Begins to read a non-blocking descriptor, which belongs to the output. */
void output_begin(struct output *output, int fd);

/* Returns what to wait for before output_read, or -1. */
int output_fd(const struct output *output);

/*
 * Reads once; does nothing without room. Returns whether there was something.
 */
bool output_read(struct output *output);

/*
 * Takes the next line, without its LF, cut at OUTPUT_LINE bytes. False if there
 * is none. Valid until the next call of any function here. Contains whatever
 * the program has written.
 */
bool output_line(struct output *output, struct str *line);

/* Reads no more; what waits can still be taken. */
void output_close(struct output *output);

#endif
