/*
 * Files of a history, written line by line for tests of the journal, and the
 * journal's own view of them, as it is after a start. There is one history at a
 * time.
 */
#ifndef TESTS_LIB_HISTORY_H
#define TESTS_LIB_HISTORY_H

#include <stdint.h>

#include "helpers/journal/journal_past.h"
#include "helpers/journal/read/journal_asks.h"

/* Begins a history in an empty directory. */
void history_begin(const char *directory);

/* Begins the next file, of the day of that ID, with its header. */
void history_next(uint64_t id);

/*
 * Adds a record to the file: "o", "c", "o+" or "c+", the verb, the ID, the
 * target and the rest, empty for none. Returns its position.
 */
uint64_t history_add(const char *attr, const char *verb, uint64_t id,
    const char *where, const char *rest);

/* Returns the size of the file, and its key. */
uint64_t history_size(void);
uint64_t history_key(void);

/* Ends the writing. */
void history_end(void);

/*
 * Loads what was written into a reader, whose answers go to a buffer of that
 * many bytes. The former reader of that kind is forgotten.
 */
struct journal_reader *history_load(size_t answers);

/* Returns what the reader's journal knows. */
struct journal_past *history_past(void);

/* Works on the requests until nothing more can be done. */
void history_work(struct journal_reader *reader);

#endif
