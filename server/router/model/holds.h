/*
 * Locks: the keys that clients hold, who holds each, and the queue of those who
 * wait for it. A hold is one client's in one lock: first it waits, with the row
 * (table.h) that it writes when its turn comes, then it holds. A lock exists
 * while anybody holds or waits, and until its key is dealt with (keys.c). Data
 * only, in the arena; no input or output.
 */
#ifndef SERVER_ROUTER_MODEL_HOLDS_H
#define SERVER_ROUTER_MODEL_HOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "router/model/table.h"
#include "shared/clock.h"
#include "shared/str.h"

#define LOCK_NONE LIST_END
#define HOLD_NONE LIST_END

struct lock {
	uint32_t table;
	char key[LIMIT_KEY]; /* zeros follow it */
	char by[LIMIT_NAME]; /* the client whose hold ended last */
	uint8_t key_len;
	uint8_t by_len;
	struct list holders; /* in the order in which they began to hold */
	struct list waiters; /* in the order in which they asked */
	bool is_due; /* a waiter may begin to hold, or the key has to go */
	usec due_since; /* loop's clock */
};

struct hold {
	uint32_t lock;
	uint32_t client;
	uint32_t most; /* it waits while so many clients hold the key */
	struct row *row; /* what a waiter is to write; null: it holds */
};

struct lock *holds_lock(uint32_t lock); /* never null */
struct hold *holds_get(uint32_t hold); /* never null */
struct str lock_key(const struct lock *lock);

/* Returns whether nobody holds the lock's key or waits for it. */
bool lock_is_unused(const struct lock *lock);

/* Return the lock of that key, and the client's hold in that lock, or NONE. */
uint32_t holds_find_lock(uint32_t table, struct str key);
uint32_t holds_find(uint32_t lock, uint32_t client);

/* Returns the first lock from this number on, or LOCK_NONE. */
uint32_t holds_next_lock(uint32_t lock);

/* Returns the next hold of the same list of its lock. */
uint32_t holds_next(uint32_t hold);

/* Returns the client's holds; holds_next_of returns the next of them. */
const struct list *holds_of(uint32_t client);
uint32_t holds_next_of(uint32_t hold);

/* Return the number of locks, of those of a group, and of holds and waits. */
size_t holds_locks(void);
size_t holds_locks_of(uint32_t group);
size_t holds_used(void);

/* Makes the lock of a key that has none; LOCK_NONE: there are too many. */
uint32_t holds_make_lock(uint32_t table, struct str key);

/*
 * Adds the client, which must have no hold in the lock, as its last waiter, who
 * owns the row, or without a row as its last holder.
 * Returns HOLD_NONE if there are HOLDS_MAX holds.
 */
uint32_t holds_add(
    uint32_t lock, uint32_t client, uint32_t most, struct row *row);

/* Makes the waiter a holder; returns its row, which is the caller's now. */
struct row *holds_grant(uint32_t hold);

/*
 * holds_drop removes the hold, with the row of a waiter, and notes the client's
 * name. holds_drop_all also removes the lock if it is unused then.
 */
void holds_drop(uint32_t hold);
void holds_drop_all(uint32_t hold);

/* Notes the name of the client whose hold has ended. */
void holds_note(uint32_t lock, struct str name);

/* Removes a lock without holds. */
void holds_drop_lock(uint32_t lock);

/*
 * holds_set_due marks the lock as due since now; one that was due already
 * becomes the last of those that are. holds_clear_due ends that. The locks that
 * are due form a list, the first being due for longest.
 */
void holds_set_due(uint32_t lock, usec now);
void holds_clear_due(uint32_t lock);
uint32_t holds_first_due(void);
uint32_t holds_next_due(uint32_t lock);

#endif
