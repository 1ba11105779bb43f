/*
 * Slots whose process is about to die, or has died: it was told goodbye, or its
 * pipes are closed. These are waited for by their pids, because a wait for any
 * child has the kernel look at all children: with thousands of them, that would
 * take longer than everything else about a client's end.
 */
#ifndef SERVER_ROUTER_DELIVERY_REAPABLE_H
#define SERVER_ROUTER_DELIVERY_REAPABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Adds the slot, unless it is listed already or its process is reaped. */
void reapable_add(uint32_t slot);

/* Removes a slot whose process is reaped. */
void reapable_drop(uint32_t slot);

/*
 * Reaps one process that is dead, if one of the next few is. Returns its pid,
 * with its status; 0: none. The caller must then drop its slot. A process that
 * somebody else has reaped counts as one that ended well.
 */
pid_t reapable_reap(int *status);

#endif
