/* Locks and their holders: see holds.h. */
#include "router/model/holds.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/limits.h"

#define BUCKETS 4096

static_assert(LIST_END == ROWS_NONE && LIST_END == INDEX_NONE, "none is none");
static_assert(
    LIMIT_KEY <= UINT8_MAX && LIMIT_NAME <= UINT8_MAX, "a lock knows lengths");

/* The key of the index of locks. */
struct lock_key {
	uint32_t table;
	char key[LIMIT_KEY];
};
static_assert(offsetof(struct lock, key) == offsetof(struct lock_key, key),
    "the key follows the table without a gap");

static struct {
	struct lock *lock;
	struct link *lock_links; /* of the list of due locks */
	struct rows locks;
	struct index by_key;
	struct list due;
	struct hold *hold;
	struct link *links; /* of the lists of a lock */
	struct link *client_links; /* of the list of a client */
	struct rows holds;
	struct index by_client; /* holds, by lock and client */
	struct list *of; /* by client */
	uint32_t *locks_of; /* by group */
} holds;

static void
holds_init(void)
{
	holds.lock = arena_table(HOLDS_MAX, sizeof(*holds.lock));
	holds.lock_links = arena_table(HOLDS_MAX, sizeof(*holds.lock_links));
	rows_init(&holds.locks, HOLDS_MAX);
	INDEX_INIT(&holds.by_key, holds.lock, HOLDS_MAX, BUCKETS,
	    INDEX_BYTES(struct lock, table, key));
	holds.hold = arena_table(HOLDS_MAX, sizeof(*holds.hold));
	holds.links = arena_table(HOLDS_MAX, sizeof(*holds.links));
	holds.client_links =
	    arena_table(HOLDS_MAX, sizeof(*holds.client_links));
	rows_init(&holds.holds, HOLDS_MAX);
	INDEX_INIT(&holds.by_client, holds.hold, HOLDS_MAX, BUCKETS,
	    INDEX_BYTES(struct hold, lock, client));
	holds.of = arena_table(CLIENTS_MAX, sizeof(*holds.of));
	holds.locks_of = arena_table(GROUPS_MAX, sizeof(*holds.locks_of));
}

struct lock *
holds_lock(uint32_t lock)
{
	assert(lock < holds.locks.ever);
	return &holds.lock[lock];
}

struct hold *
holds_get(uint32_t hold)
{
	assert(hold < holds.holds.ever);
	return &holds.hold[hold];
}

struct str
lock_key(const struct lock *lock)
{
	return (struct str) { lock->key, lock->key_len };
}

bool
lock_is_unused(const struct lock *lock)
{
	return lock->holders.count == 0 && lock->waiters.count == 0;
}

uint32_t
holds_find_lock(uint32_t table, struct str key)
{
	struct lock_key wanted = { .table = table };

	assert(key.len <= sizeof(wanted.key));
	memcpy(wanted.key, key.at, key.len);
	return index_find(&holds.by_key, STR_BYTES(wanted));
}

uint32_t
holds_find(uint32_t lock, uint32_t client)
{
	const uint32_t pair[] = { lock, client };

	return index_find(&holds.by_client, STR_BYTES(pair));
}

uint32_t
holds_next_lock(uint32_t lock)
{
	while (lock < holds.locks.ever && holds.lock[lock].key_len == 0)
		lock++;
	return lock < holds.locks.ever ? lock : LOCK_NONE;
}

uint32_t
holds_next(uint32_t hold)
{
	return list_next(holds.links, hold);
}

const struct list *
holds_of(uint32_t client)
{
	return &holds.of[client];
}

uint32_t
holds_next_of(uint32_t hold)
{
	return list_next(holds.client_links, hold);
}

size_t
holds_locks(void)
{
	return rows_used(&holds.locks);
}

size_t
holds_locks_of(uint32_t group)
{
	return holds.locks_of[group];
}

size_t
holds_used(void)
{
	return rows_used(&holds.holds);
}

uint32_t
holds_make_lock(uint32_t table, struct str key)
{
	const uint32_t number = rows_alloc(&holds.locks);
	struct lock *lock;

	if (number == ROWS_NONE)
		return LOCK_NONE;
	lock = &holds.lock[number];
	*lock = (struct lock) { .table = table, .key_len = (uint8_t)key.len };
	memcpy(lock->key, key.at, key.len);
	index_add(&holds.by_key, number);
	holds.locks_of[table]++;
	return number;
}

/* Returns the list of its lock that the hold is in. */
static struct list *
list_of(const struct hold *hold)
{
	struct lock *lock = &holds.lock[hold->lock];

	return hold->row != NULL ? &lock->waiters : &lock->holders;
}

uint32_t
holds_add(uint32_t lock, uint32_t client, uint32_t most, struct row *row)
{
	const uint32_t number = rows_alloc(&holds.holds);

	if (number == ROWS_NONE)
		return HOLD_NONE;
	holds.hold[number] = (struct hold) { lock, client, most, row };
	index_add(&holds.by_client, number);
	list_add(list_of(&holds.hold[number]), holds.links, number, LIST_END);
	list_add(&holds.of[client], holds.client_links, number, LIST_END);
	return number;
}

struct row *
holds_grant(uint32_t number)
{
	struct hold *hold = holds_get(number);
	struct row *row = hold->row;

	assert(row != NULL);
	list_drop(list_of(hold), holds.links, number);
	hold->row = NULL;
	list_add(list_of(hold), holds.links, number, LIST_END);
	return row;
}

void
holds_note(uint32_t number, struct str name)
{
	struct lock *lock = holds_lock(number);

	lock->by_len = (uint8_t)name.len;
	memcpy(lock->by, name.at, name.len);
}

void
holds_drop(uint32_t number)
{
	struct hold *hold = holds_get(number);

	holds_note(hold->lock, clients_last_name(hold->client));
	list_drop(list_of(hold), holds.links, number);
	list_drop(&holds.of[hold->client], holds.client_links, number);
	index_drop(&holds.by_client, number);
	if (hold->row != NULL)
		table_drop(hold->row);
	rows_free(&holds.holds, number);
}

void
holds_drop_lock(uint32_t number)
{
	struct lock *lock = holds_lock(number);

	assert(lock_is_unused(lock));
	holds_clear_due(number);
	index_drop(&holds.by_key, number);
	holds.locks_of[lock->table]--;
	lock->key_len = 0;
	rows_free(&holds.locks, number);
}

void
holds_drop_all(uint32_t number)
{
	const uint32_t lock = holds_get(number)->lock;

	holds_drop(number);
	if (lock_is_unused(holds_lock(lock)))
		holds_drop_lock(lock);
}

void
holds_set_due(uint32_t number, usec now)
{
	holds_clear_due(number);
	holds.lock[number].is_due = true;
	holds.lock[number].due_since = now;
	list_add(&holds.due, holds.lock_links, number, LIST_END);
}

void
holds_clear_due(uint32_t number)
{
	if (holds.lock[number].is_due)
		list_drop(&holds.due, holds.lock_links, number);
	holds.lock[number].is_due = false;
}

uint32_t
holds_first_due(void)
{
	return list_first(&holds.due);
}

uint32_t
holds_next_due(uint32_t lock)
{
	return list_next(holds.lock_links, lock);
}

/* Drops what the client still holds: in its own table, which goes with it. */
static void
holds_leave(uint32_t client)
{
	while (holds.of[client].count > 0)
		holds_drop_all(list_first(&holds.of[client]));
}

MODULE(holds) = { .init = holds_init, .leave = holds_leave };
