/* The clients of a server as a table: read, filtered, sorted, printed. */
#ifndef CLIENT_CTL_TABLE_H
#define CLIENT_CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ctl/view.h"
#include "shared/buf.h"

struct table_row {
	struct score_row score;
	char process; /* its worker's state: proc.h */
};

struct table {
	struct table_row *row;
	size_t count;
	size_t stopped; /* rows whose worker is stopped by a signal */
	usec now; /* clock_wall: the present, or when the server died */
};

/*
 * Reads all clients from the view, which it maps, and the states of their
 * workers. Release the table with table_free. Ends the program if there is no
 * memory.
 */
void table_read(struct table *table, struct view *view);
void table_free(struct table *table);

/*
 * Keeps the clients whose name, peer or process ID matches the fnmatch(3)
 * pattern, regardless of ASCII case.
 */
void table_filter(struct table *table, const char *pattern);

/* Sorts by the column of that name. Returns false if there is none. */
bool table_sort(struct table *table, const char *column, bool reverse);

/* Returns the name of the next column; after the last comes the first. */
const char *table_next_column(const char *column);

/*
 * Prints the headings and at most so many rows, each followed by end, with the
 * columns that fit into a terminal of that width.
 */
void table_print(
    const struct table *table, size_t rows, size_t width, const char *end);

/* Returns the word for a client's state. */
const char *table_state(const struct table_row *row);

/* Room for a row as a JSON object, in bytes. */
#define TABLE_JSON 2048

/* Appends a row as a JSON object, and LF; there must be TABLE_JSON bytes. */
void table_json(struct buf *to, const struct table_row *row);

#endif
