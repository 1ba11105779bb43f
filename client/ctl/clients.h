/* The clients of a server as a table. */
#ifndef CLIENT_CTL_CLIENTS_H
#define CLIENT_CTL_CLIENTS_H

#include "ctl/server.h"

struct client {
	struct score_row score;
	char process; /* its worker's state: server_process */
};

struct clients {
	struct client *row;
	size_t count;
	size_t stopped; /* rows whose worker is stopped by a signal */
};

/*
 * Reads all clients, and the states of their workers. Free the row. Ends the
 * program if there is no memory.
 */
void rows_read(struct clients *clients, const struct server *server);

/* Sorts by the column of that name. Ends the program if there is none. */
void rows_sort(struct clients *clients, const char *column, bool reverse);

/* Returns the name of the next column; after the last comes the first. */
const char *rows_next_column(const char *column);

/*
 * Prints the headings and at most so many rows, each followed by end, with the
 * columns that fit into a terminal of that width.
 */
void rows_print(
    const struct clients *clients, size_t rows, size_t width, const char *end);

#endif
