/*
 * Checks that a child of the server has dropped its privileges, limits and
 * signals, as the system reports them.
 */
#ifndef TESTS_LIB_CONFINED_H
#define TESTS_LIB_CONFINED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/str.h"

/* A row of /proc/PID/limits: soft and hard limit must be at most most. */
struct confined_limit {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* also checked with sanitizers */
};

#define confined_check(pid, limits) \
	confined_check_limits(pid, limits, COUNT(limits))
void confined_check_limits(
    pid_t pid, const struct confined_limit *limits, size_t count);

/*
 * Checks a helper: it can gain no privileges, its calls are filtered, it
 * catches only TERM, blocks nothing, and its own user cannot inspect it.
 */
void confined_check_privileges(pid_t pid);

#endif
