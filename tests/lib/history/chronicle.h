/*
 * A history within a test: the journal's memory and writer, without the
 * process, in the scratch directory. There is one at a time.
 */
#ifndef TESTS_LIB_HISTORY_CHRONICLE_H
#define TESTS_LIB_HISTORY_CHRONICLE_H

#include "helpers/journal/write/journal_load.h"
#include "helpers/journal/write/journal_writer.h"

/* Times and IDs of the tests begin on 2026-11-23 at 00:00 UTC. */
#define CHRONICLE_DAY UINT64_C(1795392000000000)

struct chronicle {
	struct journal_past past;
	struct journal_writer writer;
	struct journal_loaded loaded;
	struct error why; /* that it could not be loaded */
	usec now; /* the clock of the writer */
};

/*
 * Has the scratch directory in memory, if the system has a place for that, for
 * a test of thousands of files; called before anything else.
 */
void chronicle_in_memory(void);

/*
 * Loads what there is, as a new journal does. False with why if that is not
 * possible.
 */
bool chronicle_open(struct chronicle *chronicle, usec sync);

/* Ends it as a kill does. */
void chronicle_kill(struct chronicle *chronicle);

/*
 * Gives the writer a line, "ATTR VERB ID WHERE REST", and runs it until it has
 * taken the line, with the clock advancing by a second each time. False if it
 * does not.
 */
bool chronicle_log(struct chronicle *chronicle, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Runs the writer, so much later. */
void chronicle_run(struct chronicle *chronicle, usec later);

/*
 * Calls the function for each record of all files, the oldest first, without
 * the headers. Lines that are damaged are counted and passed over.
 */
uint64_t chronicle_each(struct chronicle *chronicle,
    void (*function)(void *of, const struct journal_record *record,
	uint64_t file, uint64_t at),
    void *of);

/*
 * Returns whether each record leads back to the one of its target before it in
 * the same file, and each target to its last.
 */
bool chronicle_is_linked(struct chronicle *chronicle);

/*
 * Returns a text that says all that is known: targets, memberships, gaps, the
 * last ID. The caller frees it.
 */
char *chronicle_text(const struct chronicle *chronicle);

/* Removes all files. */
void chronicle_remove(void);

/* Writes the path of a file of that key and ending. */
void chronicle_path(char *path, uint64_t key, const char *ending);

#endif
