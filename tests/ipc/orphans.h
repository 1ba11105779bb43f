/*
 * System V objects of a process that is gone: they stay in the system, without
 * anybody who knows of them, until somebody finds them there. What ipcs(1) and
 * ipcrm(1) are to an operator. Used by the tests of these objects.
 */
#ifndef TESTS_IPC_ORPHANS_H
#define TESTS_IPC_ORPHANS_H

#include <stdbool.h>
#include <sys/types.h>

enum orphan { ORPHAN_QUEUE, ORPHAN_SEMAPHORES, ORPHAN_MEMORY };

/* True where the system shows in /proc what there is. */
bool orphans_are_seen(void);

/*
 * The ID of an object that a process has made (memory) or was the last one to
 * send to (a queue) or change (semaphores, of which the first one is looked
 * at). -1 if there is none, or it is not seen.
 */
int orphan_of(enum orphan kind, pid_t dead);

/* False with errno. */
bool orphan_remove(enum orphan kind, int id);

#endif
