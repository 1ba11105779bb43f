/*
 * Features that not every machine has: without them, a test is skipped.
 */
#ifndef TESTS_LIB_HERE_H
#define TESTS_LIB_HERE_H

#include <stdbool.h>

/* The address ::1. */
bool here_is_ipv6(void);

/* Ports below 1024 are root's: a container may give them to all. */
bool here_ports_are_roots(void);

#endif
