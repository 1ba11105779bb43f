/*
 * What a child of the server has given up, as the system tells: its limits, its
 * privileges and signals. Used by the system tests of workers and helpers.
 */
#ifndef TESTS_LIB_CONFINED_H
#define TESTS_LIB_CONFINED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/str.h"

/* A row of /proc/PID/limits, whose soft and hard limit are no more than that.
 */
struct confined_limit {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* which need much memory, and descriptors */
};

#define confined_check(pid, limits) \
	confined_check_limits(pid, limits, COUNT(limits))
void confined_check_limits(
    pid_t pid, const struct confined_limit *limits, size_t count);

/*
 * Of a helper: it gains no privileges, its calls are filtered, it catches TERM
 * alone, blocks nothing, and its own user may not look into it.
 */
void confined_check_privileges(pid_t pid);

#endif
