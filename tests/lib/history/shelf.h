/*
 * The rows of a journal, without its process: they are taken as its router says
 * them, written in the scratch directory, and read again.
 */
#ifndef TESTS_LIB_HISTORY_SHELF_H
#define TESTS_LIB_HISTORY_SHELF_H

#include <stdint.h>

#include "helpers/journal/write/journal_rows_writer.h"

struct shelf {
	struct journal_files files;
	struct journal_rows_writer writer;
	uint64_t id; /* of the last record */
};

/* Begins in the scratch directory, which may have rows. */
void shelf_open(struct shelf *shelf);

/* End the writer as a kill does, and begin with another one. */
void shelf_end(struct shelf *shelf);
void shelf_begin(struct shelf *shelf);

/* Writes and syncs all that there is, and works until nothing is left. */
void shelf_sync(struct shelf *shelf);

/* Ends the writer in order, and begins with another one. */
void shelf_restart(struct shelf *shelf);

/*
 * Takes the record "VERB ID WHERE REST", with the next ID, as often as it has
 * to. Returns how often that was.
 */
unsigned shelf_take(struct shelf *shelf, const char *verb, const char *rest);

#endif
