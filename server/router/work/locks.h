/*
 * Locks: clients hold keys of groups' tables, and wait for those that others
 * hold (hold and free).
 * This module gives each key to its next waiter, and removes the keys that
 * nobody holds any more. A lock is due while it has one of these to be done. It
 * is served at once for the client that asks; otherwise in locks_turn, which
 * waits for a congested group and ends with its turn's budget (budget.h),
 * because many holds can end at once.
 */
#ifndef SERVER_ROUTER_WORK_LOCKS_H
#define SERVER_ROUTER_WORK_LOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * locks_serve does one thing that is due for the lock, if any is, and marks the
 * lock as due if more is left. locks_serve_if_read does the same, and returns
 * true, if the lock is marked as due and need not wait for its group: while the
 * group is congested it waits, for hold_time at most. locks_resume marks a lock
 * as due if something is to be done for it.
 */
void locks_serve(uint32_t lock);
bool locks_serve_if_read(uint32_t lock);
void locks_resume(uint32_t lock);

/* Does what is due for the key, so that a command finds it as it should be. */
void locks_settle(uint32_t table, struct str key);

/* Returns whether the client holds the key, or nobody does; then it may write.
 */
bool locks_allow(uint32_t client, uint32_t table, struct str key);

/* Ends the holds of a client that has left the group, and its waiting. */
void locks_left_group(uint32_t group, uint32_t client);

/* Serves the locks that are due, in each turn. */
void locks_turn(void);

#endif
