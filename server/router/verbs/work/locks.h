/*
 * Locks: clients hold keys, and wait for those that others hold (hold_cmds.c).
 * This module gives each key to its next waiter, and removes the keys that
 * nobody holds any more. A lock is due while one of these
 * is to be done. It is done at once for the client that asks; otherwise in
 * locks_turn, which waits for a congested group and ends with its turn's budget
 * (budget.h), as many holds can end at once.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_LOCKS_H
#define SERVER_ROUTER_VERBS_WORK_LOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/holds.h"
#include "shared/str.h"

/* Returns the name of the lock's table. */
struct str locks_title(const struct lock *lock);

/*
 * Does one thing that is due for the lock, if any is; marks what is left.
 * locks_serve_if_read does so, and returns true, if the lock is marked as due
 * and its group reads: the lock waits for a congested group, for hold_time at
 * most.
 */
void locks_serve(uint32_t lock);
bool locks_serve_if_read(uint32_t lock);

/* Does what is due for the key, so that a command finds it as it should be. */
void locks_settle(uint32_t table, struct str key);

/* Returns whether the client may change the key: it holds it, or nobody does.
 */
bool locks_allow(uint32_t client, uint32_t table, struct str key);

/* Ends the holds of a client that has left the group, and its waiting. */
void locks_left_group(uint32_t group, uint32_t client);

/*
 * locks_turn does what is due. locks_resume marks a lock that came from another
 * program as due if it is.
 */
void locks_turn(void);
void locks_resume(uint32_t lock);

#endif
