/*
 * The lines of hostile clients, from a file like tests/bench/hostile_rows,
 * which says what its columns are.
 */
#ifndef TESTS_BENCH_LIB_HOSTILE_ROWS_H
#define TESTS_BENCH_LIB_HOSTILE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* Room for the lines of a row. */
#define HOSTILE_ROOM ((size_t)8192)

struct hostile_row {
	const char *word; /* the verb, or the command */
	bool irc;
	const char *first;
	const char *line;
};

/* Reads the file; ends the program if it cannot. */
void hostile_rows_read(const char *path);

/* By number, from 0 on; null: that was the last. */
const struct hostile_row *hostile_row(size_t number);

struct hostile_numbers {
	size_t client;
	size_t count;
	size_t idle; /* how many of these there are */
};

/* Adds lines with their numbers, and an LF; false if there is no room. */
bool hostile_write(
    struct buf *out, struct str format, const struct hostile_numbers *numbers);

#endif
