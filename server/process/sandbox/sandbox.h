/*
 * The sandbox, which a child enters before it reads a byte from outside: it
 * gives up everything that its kind does not need.
 */
#ifndef SERVER_PROCESS_SANDBOX_SANDBOX_H
#define SERVER_PROCESS_SANDBOX_SANDBOX_H

#include <stdbool.h>

#include "process/fork/child_args.h"

/* The descriptors of a child; it has no others. */
enum { CHILD_SOCKET, CHILD_UPLINK, CHILD_DOWNLINK, CHILD_BELL, CHILD_FDS };

/*
 * Takes away privileges, paths, descriptors, signals, limits and system calls,
 * as far as the system can, and moves the given descriptors to the numbers
 * above. TERM is noted, and blocked except while the child waits (child_io.h);
 * signals meant for the parent are ignored. Standard error stays open in a
 * build with sanitizers. False with errno: the child must then exit.
 */
bool sandbox_enter(const struct child_args *given);

/* Returns whether TERM has come. */
bool sandbox_has_term(void);

#endif
