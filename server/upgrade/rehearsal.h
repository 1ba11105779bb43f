/*
 * The rehearsal: tries the next program before anything depends on it. The
 * program runs as a process of its own, reads the state, checks the
 * configuration, and reports the result.
 */
#ifndef SERVER_UPGRADE_REHEARSAL_H
#define SERVER_UPGRADE_REHEARSAL_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/error.h"

/* The report of a good rehearsal: this word and the program's version. */
#define REHEARSAL_WORD "rehearsed"

/*
 * Runs the program with a state until it has ended. After that time it is
 * killed, with what it has started. Blocks meanwhile; signals must be blocked.
 * False with *why, from the program's own message or from how it ended.
 */
bool rehearsal_run(const char *path, int state, usec time, struct error *why);

#endif
