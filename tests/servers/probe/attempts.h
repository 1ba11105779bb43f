/* The attempts of an attacker who controls a worker: see attempts.def. */
#ifndef TESTS_SERVERS_PROBE_ATTEMPTS_H
#define TESTS_SERVERS_PROBE_ATTEMPTS_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Makes the attempt of that name, with a pid, a port or a path as it needs it.
 * The result is less than 0, with errno, if the system refuses it. Returns
 * false if there is none of that name.
 */
bool attempts_make(struct str name, const char *text, long *result);

#endif
