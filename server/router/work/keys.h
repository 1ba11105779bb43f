/*
 * The tables' verbs, and the locks: the keys of groups' tables that clients
 * hold, who holds each, and the queue of those who wait for it (hold and free).
 */
#ifndef SERVER_ROUTER_WORK_KEYS_H
#define SERVER_ROUTER_WORK_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "router/model/table.h"
#include "shared/grammar.h"

#define LOCK_NONE LIST_END
#define HOLD_NONE LIST_END

/* It exists while anybody holds the key or waits for it. */
struct lock {
	uint32_t table;
	char key[LIMIT_KEY]; /* zeros follow it */
	uint8_t key_len;
	struct list holders; /* in the order in which they began to hold */
	struct list waiters; /* in the order in which they asked */
};

/* One client's in one lock: first it waits, then it holds. */
struct hold {
	uint32_t lock;
	client_id client;
	uint32_t most; /* it waits while so many clients hold the key */
	struct row *row; /* what a waiter is to write; null: it holds */
};

struct locks {
	struct lock *lock;
	struct rows locks;
	struct index by_key;
	struct hold *hold;
	struct rows holds;
	struct link *links; /* of the lists of a lock */
	struct link *client_links; /* of the list of a client */
	struct list *of; /* by client */
};

const struct locks *keys_locks(void);
bool keys_is_held(const struct row *row); /* for store_turn */

/* Ends the holds of a client that has left the group, and its waiting. */
void keys_left_group(uint32_t group, client_id client);

#endif
