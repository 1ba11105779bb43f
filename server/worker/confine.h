/*
 * What the system itself refuses a worker from the day it is born, whatever
 * becomes of it: on Linux privileges, paths, ports, other processes and most
 * system calls (confine_linux.c), on OpenBSD all but pledge's "stdio"
 * (confine.c). A system may lack a piece of it; that is found out once, in the
 * parent. What a worker gives up of its own is in sandbox.h. Called by
 * forkcastd.c at start and by worker.c in each child.
 */
#ifndef SERVER_WORKER_CONFINE_H
#define SERVER_WORKER_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * In the parent, before the first child: finds out what there is, and opens
 * what children inherit of it. The parent itself is not confined.
 */
void confine_init(void);

/*
 * Whether children are to be confined; not before this is said. Asked by
 * spawn.c, for it is as it was at start whatever a reload reads.
 */
void confine_children(bool wanted);
bool confine_is_wanted(void);

/*
 * The name of a piece that is missing here, for number from 0 on; an empty
 * one behind the last.
 */
struct str confine_missing(size_t number);

/*
 * In the child, for good. The first while it still has all descriptors: no
 * privileges, no path, no port, no other process, and none that looks into it.
 * The second last of all: from then on it may do what serves a client and
 * nothing else. They return false with errno if they cannot take what
 * confine_init found.
 */
bool confine_reach(void);
bool confine_calls(void);

#endif
