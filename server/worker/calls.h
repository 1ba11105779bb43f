/*
 * The list of system calls that a worker may make: any other ends it, by SIGSYS
 * of the kernel. Linux only; used by confine_linux.c.
 */
#ifndef SERVER_WORKER_CALLS_H
#define SERVER_WORKER_CALLS_H

#include <stdbool.h>

/* Can this kernel hold a process to a list, and is there one for the machine?
 */
bool calls_can_be_listed(void);

/*
 * Holds this process to the list, for good; it must have given up privileges.
 * False with errno. A build with sanitizers, which make calls of their own,
 * goes without.
 */
bool calls_hold(void);

#endif
