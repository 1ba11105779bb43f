/*
 * System V objects of a dead process: they stay in the system, unknown to
 * everybody, until somebody finds them. The counterpart of ipcs(1) and
 * ipcrm(1).
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
