/* The files of a journal, whose state is in the scratch directory. */
#ifndef TESTS_LIB_HISTORY_SHELF_H
#define TESTS_LIB_HISTORY_SHELF_H

#include <stdbool.h>

#include "shared/str.h"

/* Has the scratch directory in memory; to be called first. */
void shelf_in_memory(void);

/* Reads a file below the state; empty if there is none. Valid until the next.
 */
struct str shelf_file(const char *name);

/* Writes one, or removes all of the state. */
void shelf_write(const char *name, struct str bytes);
void shelf_remove(void);

/* Returns whether any file below the state has the text, or its name. */
bool shelf_greps(const char *text);

#endif
