/* Locks and their holders: see holds.h. */
#include "router/model/holds.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

#define BUCKETS 4096

static_assert(LIST_END == ROWS_NONE && LIST_END == INDEX_NONE, "none is none");
static_assert(LIMIT_KEY <= UINT8_MAX, "a lock knows its key's length");

/* The key of the index of locks. */
struct lock_key {
	uint32_t table;
	char key[LIMIT_KEY];
};
static_assert(offsetof(struct lock, key) == offsetof(struct lock_key, key),
    "the key follows the table without a gap");

static struct {
	struct lock *lock;
	struct rows locks;
	struct index by_key;
	struct hold *hold;
	struct link *links; /* of the lists of a lock */
	struct link *client_links; /* of the list of a client */
	struct rows holds;
	struct list *of; /* by client */
} holds;

static void
holds_init(void)
{
	rows_init(&holds.locks, HOLDS_MAX);
	INDEX_INIT(&holds.by_key, holds.lock, HOLDS_MAX, BUCKETS,
	    INDEX_BYTES(struct lock, table, key));
	rows_init(&holds.holds, HOLDS_MAX);
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
holds_key(const struct lock *lock)
{
	return (struct str) { lock->key, lock->key_len };
}

uint32_t
holds_find_lock(uint32_t table, struct str key)
{
	struct lock_key wanted = { .table = table };

	assert(key.len <= sizeof(wanted.key));
	memcpy(wanted.key, key.at, key.len);
	return index_find(&holds.by_key, STR_BYTES(wanted));
}

/* A client has few holds. */
uint32_t
holds_find(uint32_t lock, uint32_t client)
{
	uint32_t hold = list_first(holds_of(client));

	while (hold != HOLD_NONE && holds.hold[hold].lock != lock)
		hold = holds_next_of(hold);
	return hold;
}

uint32_t
holds_next_lock(uint32_t lock)
{
	return rows_next(&holds.locks, lock);
}

uint32_t
holds_next(uint32_t hold)
{
	return list_next(holds.links, hold);
}

uint32_t
holds_next_of(uint32_t hold)
{
	return list_next(holds.client_links, hold);
}

const struct list *
holds_of(uint32_t client)
{
	return &holds.of[clients_lead(client)];
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
	struct lock *lock = holds_lock(number);

	*lock = (struct lock) { .table = table, .key_len = (uint8_t)key.len };
	memcpy(lock->key, key.at, key.len);
	index_add(&holds.by_key, number);
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
	struct hold *hold = holds_get(number);

	client = clients_lead(client);
	*hold = (struct hold) { lock, client, most, row };
	list_add(list_of(hold), holds.links, number, LIST_END);
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
holds_drop(uint32_t number)
{
	const struct hold *hold = holds_get(number);

	list_drop(list_of(hold), holds.links, number);
	list_drop(&holds.of[hold->client], holds.client_links, number);
	if (hold->row != NULL)
		table_drop(hold->row);
	rows_free(&holds.holds, number);
}

void
holds_drop_lock(uint32_t number)
{
	struct lock *lock = holds_lock(number);

	assert(lock->holders.count == 0 && lock->waiters.count == 0);
	index_drop(&holds.by_key, number);
	rows_free(&holds.locks, number);
}

/* Saves "holder CLIENT MOST" or "waiter CLIENT MOST NAME VALUE" for each. */
static void
save_holds(struct state *state, const struct list *list)
{
	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = holds_next(number)) {
		const struct hold *hold = holds_get(number);
		if (hold->row == NULL)
			STATE_PUT(state, STR("holder"), DECIMAL(hold->client),
			    DECIMAL(hold->most));
		else
			STATE_PUT(state, STR("waiter"), DECIMAL(hold->client),
			    DECIMAL(hold->most), row_name(hold->row),
			    row_value(hold->row));
	}
}

/* Saves "lock GROUP KEY" for each. */
static void
holds_save(struct state *state)
{
	for (uint32_t number = holds_next_lock(0); number != LOCK_NONE;
	     number = holds_next_lock(number + 1)) {
		const struct lock *lock = holds_lock(number);
		STATE_PUT(
		    state, STR("lock"), DECIMAL(lock->table), holds_key(lock));
		save_holds(state, &lock->holders);
		save_holds(state, &lock->waiters);
	}
}

/* Makes the lock of a line, whose holds follow. */
static uint32_t
load_lock(struct state *state, size_t locks)
{
	struct str key = STR("");
	uint64_t number = 0;

	if (STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
		WORD_TO(&key, key_check)) &&
	    groups_exists(number) && locks < HOLDS_MAX &&
	    holds_find_lock((uint32_t)number, key) == LOCK_NONE)
		return holds_make_lock((uint32_t)number, key);
	state_wrong(state, "invalid lock, or too many");
	return LOCK_NONE;
}

static void
load_hold(struct state *state, uint32_t lock, bool waits)
{
	struct row_texts texts = { .value = STR("") };
	uint64_t client = 0, most = 0;
	struct row *row = NULL;
	const bool is_good = STATE_LINE(state, NUMBER_TO(&client, UINT32_MAX),
				 NUMBER_TO(&most, LIMIT_HOLDERS)) &&
	    (!waits ||
		STATE_LINE(state, NUMBER_TO(&client, UINT32_MAX),
		    NUMBER_TO(&most, LIMIT_HOLDERS),
		    WORD_TO(&texts.name, name_check),
		    TEXT_TO(&texts.value, LIMIT_VALUE)));

	/* The client can have asked for that lock, and only once. */
	if (!is_good || most == 0 || lock == LOCK_NONE ||
	    !clients_is_named(client) ||
	    holds_find(lock, (uint32_t)client) != HOLD_NONE ||
	    holds_of((uint32_t)client)->count >= LIMIT_HOLDS ||
	    holds_used() >= HOLDS_MAX ||
	    !groups_has(holds_lock(lock)->table, (uint32_t)client)) {
		state_wrong(state, "invalid hold");
		return;
	}
	texts.key = holds_key(holds_lock(lock));
	if (waits)
		row = table_remake(
		    holds_lock(lock)->table, (uint32_t)client, &texts);
	if (waits && row == NULL) {
		state_wrong(state, "out of memory");
		return;
	}
	(void)holds_add(
	    lock, (uint32_t)client, (uint32_t)most, row); /* there is room */
}

static void
holds_load(struct state *state)
{
	uint32_t lock = LOCK_NONE;
	size_t locks = 0;

	while (state_next(state)) {
		const bool waits = state_is(state, STR("waiter"));
		if (state_is(state, STR("lock")))
			lock = load_lock(state, locks++);
		else if (waits || state_is(state, STR("holder")))
			load_hold(state, lock, waits);
	}
	for (lock = holds_next_lock(0); lock != LOCK_NONE;
	     lock = holds_next_lock(lock + 1))
		if (holds_lock(lock)->holders.count == 0)
			state_wrong(state, "a lock that nobody holds");
}

MODULE(holds) = { .init = holds_init,
	TABLES(TABLE(holds.lock, HOLDS_MAX), TABLE(holds.hold, HOLDS_MAX),
	    TABLE(holds.links, HOLDS_MAX), TABLE(holds.client_links, HOLDS_MAX),
	    TABLE(holds.of, CLIENTS_MAX)),
	SECTION("locks", holds) };
