/*
 * The lines of hostile clients: for each verb of the grammar and each command
 * of IRC, the line that costs a server most, among those that the default
 * limits let through. "make lint" compares the table with both grammars
 * (tests/lint/hostile).
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

	/*
	 * The lines that each client sends once, after its name and the group,
	 * and the lines that it repeats as fast as it may, with '\n' between
	 * lines. %c is the client's number, %n counts its lines, and %i is the
	 * number of an idle client.
	 */
	const char *first;
	const char *line;
};

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
