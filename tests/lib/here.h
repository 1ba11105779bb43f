/*
 * Checks for features that not every machine has; tests that need them are
 * skipped.
 */
#ifndef TESTS_LIB_HERE_H
#define TESTS_LIB_HERE_H

#include <stdbool.h>

/* Returns whether the machine has the address ::1. */
bool here_is_ipv6(void);

/*
 * Returns whether only root can open ports below 1024; a container may let all
 * users.
 */
bool here_ports_are_roots(void);

#endif
