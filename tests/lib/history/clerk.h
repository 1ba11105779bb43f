/* The journal's parts without its process, whose lines come from the test. */
#ifndef TESTS_LIB_HISTORY_CLERK_H
#define TESTS_LIB_HISTORY_CLERK_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Begins with what is in the directory of the state; null: the scratch
 * directory. False if it refuses to.
 */
bool clerk_begin(const char *directory);

/*
 * Takes a line, "log ..." or "ask ...", and works until nothing is left to do.
 * Each question has one answer, all lines of which are of the grammar.
 */
void clerk_line(struct str line);

/* Returns the answer to the last question; valid until the next line. */
struct str clerk_answer(void);

/* Writes and syncs all, and closes the files. */
void clerk_end(void);

#endif
