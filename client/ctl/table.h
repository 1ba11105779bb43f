/*
 * The clients of a server as a table: read, filtered, sorted, printed. Used by
 * clients, top and status.
 */
#ifndef CLIENT_CTL_TABLE_H
#define CLIENT_CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ctl/view.h"
#include "shared/buf.h"

struct table {
	struct score_row *row;
	size_t count;
	usec now; /* clock_wall: now, or when the server died */
};

/*
 * Reads all clients, from the view that it maps; what table_free gives back.
 * Ends the program without memory.
 */
void table_read(struct table *table, struct view *view);
void table_free(struct table *table);

/*
 * Keeps those whose name, peer or process ID the pattern of fnmatch(3)
 * matches, without regard to ASCII case.
 */
void table_filter(struct table *table, const char *pattern);

/* Sorts by the column of that name; false if there is none. */
bool table_sort(struct table *table, const char *column, bool reverse);

/* The name of the column behind that one; of the last one the first. */
const char *table_next_column(const char *column);

/*
 * Prints the heads and at most so many rows, each with that at its end, and as
 * many columns of the table as fit so many of the terminal.
 */
void table_print(
    const struct table *table, size_t rows, size_t width, const char *end);

/* The word for a client's state. */
const char *table_state(const struct score_row *row);

/* Room that a row takes as an object of JSON. */
#define TABLE_JSON 2048

/* Appends a row as an object of JSON, and LF. */
void table_json(struct buf *to, const struct score_row *row);

#endif
