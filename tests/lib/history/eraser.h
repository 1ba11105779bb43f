/*
 * A journal that erases what its orders say, in the same process: a history in
 * a directory of its own, its lost tails, and a look at what they still have.
 * There is one at a time.
 */
#ifndef TESTS_LIB_HISTORY_ERASER_H
#define TESTS_LIB_HISTORY_ERASER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helpers/journal/erase/journal_erase.h"
#include "tests/lib/history.h"
#include "tests/lib/scratch.h"

/* The ID before that of the first file; and the most files. */
#define ERASER_FIRST UINT64_C(1795000000000000)
#define ERASER_FILES 3

#define ERASER_PATH (SCRATCH_PATH + 64)

/* Begins a history, and its first file, in a new directory of that name. */
void eraser_begin(const char *name);

/* Return the ID for the next record, ten after the last one; and that one. */
uint64_t eraser_next_id(void);
uint64_t eraser_last_id(void);

/*
 * Add an order to the history; and a record of a guest, whose number is in the
 * name of its target or in the rest.
 */
void eraser_order(const char *verb, const char *where, const char *rest);
void eraser_add_guest(
    const char *verb, const char *where, unsigned guest, const char *rest);

/*
 * Writes the path of a file: by its number, from 0, and the end of its name
 * after that, such as ".cut".
 */
void eraser_path(char path[ERASER_PATH], size_t file, const char *end);

/* Make the lost tail of the first file, and that of the file of rows. */
void eraser_put_tail(const char *text);
void eraser_put_tail_of_rows(const char *text);

/* Damages the first record of that file that has the word, if there is one. */
void eraser_damage(size_t file, const char *word);

/* Begins as the next journal does, after a kill or not. */
struct journal_reader *eraser_start(void);

/* Works for so many parts; returns false if there is nothing left to do. */
bool eraser_work(struct journal_reader *reader, size_t parts);

/* Works until nothing is left to do. */
void eraser_finish(struct journal_reader *reader);

/* Returns the state of the erasing. */
struct journal_erase *eraser_erase(void);

/*
 * Reads all files and lost tails; then eraser_has returns whether they have the
 * word with that number and a semicolon behind it.
 */
void eraser_read(void);
bool eraser_has(const char *word, size_t number);

/* Returns whether the journal knows the target. */
bool eraser_has_target(const char *where);

#endif
