/*
 * The attempts of an attacker who controls a worker. Each uses system calls
 * alone, and runs in a process that it may end.
 */
#ifndef TESTS_SERVERS_PROBE_ATTEMPTS_H
#define TESTS_SERVERS_PROBE_ATTEMPTS_H

#include <stddef.h>

/*
 * Returns less than 0 with errno if the system refuses it. The argument is a
 * pid, a port or a path, as the attempt needs it.
 */
typedef long attempt(const char *argument);

struct attempts {
	const char *name;
	attempt *make;
};

/* Tables that end with a null name. */
extern const struct attempts attempts_files[];
extern const struct attempts attempts_processes[];
extern const struct attempts attempts_sockets[];
extern const struct attempts attempts_kernel[];

#endif
