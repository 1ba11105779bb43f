/*
 * Slots whose process is about to die, or has: it has been told goodbye, or its
 * pipes are closed. The system looks at all children to find any that is dead,
 * which with thousands that live takes longer than all else that a client
 * costs as it goes; these are asked for by their pids. Called by those who find
 * it out, and by reap.c.
 */
#ifndef SERVER_ROUTER_DELIVERY_REAPABLE_H
#define SERVER_ROUTER_DELIVERY_REAPABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Does nothing if it is known already, or is reaped. */
void reapable_add(uint32_t slot);

/* Its process is reaped. */
void reapable_drop(uint32_t slot);

/*
 * Reaps one that is dead, if there is one among the next few, and returns its
 * pid and status; 0 if there is none. The slot has to be dropped then.
 */
pid_t reapable_reap(int *status);

#endif
