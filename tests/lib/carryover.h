/* The boxes and tables of a server under test that outlast its restarts. */
#ifndef TESTS_LIB_CARRYOVER_H
#define TESTS_LIB_CARRYOVER_H

#include "tests/lib/keeper.h"

/*
 * Returns a quick keeper's configuration (keeper.h) with these keys, and long
 * times to wait for it unless they have others; valid until the next call.
 */
const char *carryover_config(const char *more);

/*
 * Returns the path of the file, or of another one in its directory; valid until
 * the next call.
 */
const char *carryover_path(const char *name);

/* Returns whether there is such a file. */
bool carryover_exists(const char *name);

/* Writes the file, as the server's user would. */
void carryover_write(const char *text);

/* Returns the whole file, ended by NUL; empty if there is none. */
const char *carryover_text(void);

#endif
