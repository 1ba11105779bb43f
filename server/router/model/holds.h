/*
 * Locks: the keys that clients hold, who holds each, and the queue of those who
 * wait for it. A hold is one client's in one lock: first it waits, with the row
 * (table.h) that it writes when its turn comes, then it holds. A lock exists
 * while anybody holds or waits; only groups' tables have any. Data only, in the
 * arena; no input or output.
 */
#ifndef SERVER_ROUTER_MODEL_HOLDS_H
#define SERVER_ROUTER_MODEL_HOLDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "router/model/table.h"
#include "shared/str.h"

#define LOCK_NONE LIST_END
#define HOLD_NONE LIST_END

struct lock {
	uint32_t table;
	char key[LIMIT_KEY]; /* zeros follow it */
	uint8_t key_len;
	struct list holders; /* in the order in which they began to hold */
	struct list waiters; /* in the order in which they asked */
};

struct hold {
	uint32_t lock;
	uint32_t client;
	uint32_t most; /* it waits while so many clients hold the key */
	struct row *row; /* what a waiter is to write; null: it holds */
};

struct lock *holds_lock(uint32_t lock); /* never null */
struct hold *holds_get(uint32_t hold); /* never null */
struct str holds_key(const struct lock *lock);

/* Return the lock of that key, and the client's hold in that lock, or NONE. */
uint32_t holds_find_lock(uint32_t table, struct str key);
uint32_t holds_find(uint32_t lock, uint32_t client);

/* Returns the first lock from this number on, or LOCK_NONE. */
uint32_t holds_next_lock(uint32_t lock);

/* Return the next hold of the same list of its lock, and of its client. */
uint32_t holds_next(uint32_t hold);
uint32_t holds_next_of(uint32_t hold);
const struct list *holds_of(uint32_t client);

/* Returns the number of holds and waits: there are no more locks than that. */
size_t holds_used(void);

/*
 * holds_make_lock makes the lock of a key that has none. holds_add adds the
 * client, which must have no hold in the lock, as its last waiter, who owns the
 * row, or without a row as its last holder. Both need less than HOLDS_MAX
 * holds.
 */
uint32_t holds_make_lock(uint32_t table, struct str key);
uint32_t holds_add(
    uint32_t lock, uint32_t client, uint32_t most, struct row *row);

/* Makes the waiter a holder; returns its row, which is the caller's now. */
struct row *holds_grant(uint32_t hold);

/* Remove a hold, with the row of a waiter, and a lock without holds. */
void holds_drop(uint32_t hold);
void holds_drop_lock(uint32_t lock);

#endif
