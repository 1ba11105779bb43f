/* The locks: see sane.h. */
#include "sane.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "tests/lib/must.h"

static struct {
	size_t holds;
	size_t bytes; /* of rows that wait */
} sums;

/* It is the lock's, and says what the client may have said. */
static void
check_row(const struct lock *lock, const struct row *row)
{
	const size_t size = row_size(row);

	MUST(str_eq(row_key(row), lock_key(lock)) &&
		name_check(row_name(row)) == CODE_OK &&
		text_check(row_value(row), LIMIT_VALUE) == CODE_OK,
	    "a row waits that nobody can have asked for");
	sane_count(row->holder, QUOTA_KEYS, size);
	sums.bytes += size;
}

/* Whose it is may have it, in one list only, and finds it. */
static void
check_hold(uint32_t number, uint32_t lock, bool waits)
{
	const struct hold *hold = holds_get(number);
	const uint32_t table = holds_lock(lock)->table;

	MUST(hold->lock == lock && (hold->row != NULL) == waits,
	    "hold %u is in the wrong list", number);
	MUST(holds_find(lock, hold->client) == number,
	    "hold %u is not found as %u's", number, hold->client);
	MUST(hold->most > 0 && hold->most <= LIMIT_HOLDERS,
	    "hold %u is of %u at most", number, hold->most);
	MUST(clients_slot(hold->client) != SLOT_NONE &&
		groups_has(table, hold->client),
	    "%u has hold %u and is no member", hold->client, number);
	if (waits)
		check_row(holds_lock(lock), hold->row);
	sums.holds++;
}

static void
check_list(const struct list *list, uint32_t lock, bool waits)
{
	uint32_t last = HOLD_NONE;
	size_t count = 0;

	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = holds_next(number)) {
		check_hold(number, lock, waits);
		last = number;
		count++;
	}
	MUST(count == list->count && last == list_last(list),
	    "%zu holds in a list of lock %u, not %u", count, lock, list->count);
}

/* Nobody waits without need, unless that is still to be dealt with. */
static void
check_lock(uint32_t number)
{
	const struct lock *lock = holds_lock(number);
	const uint32_t first = list_first(&lock->waiters);

	MUST(holds_find_lock(lock->table, lock_key(lock)) == number,
	    "lock %u is not found", number);
	MUST(groups_exists(lock->table) &&
		groups_members(lock->table)->count > 0,
	    "lock %u is nobody's", number);
	MUST(lock->is_due || lock->holders.count > 0, "lock %u is forgotten",
	    number);
	MUST(lock->is_due || first == HOLD_NONE ||
		holds_get(first)->most <= lock->holders.count,
	    "the first who waits for lock %u is forgotten", number);
	check_list(&lock->holders, number, false);
	check_list(&lock->waiters, number, true);
}

static void
check_due(void)
{
	for (uint32_t number = holds_first_due(); number != LOCK_NONE;
	     number = holds_next_due(number))
		MUST(holds_lock(number)->is_due &&
			lock_key(holds_lock(number)).len > 0,
		    "lock %u is due and not due", number);
}

/* Each client has as many as it is in the locks with, and no more. */
static size_t
count_of_clients(void)
{
	size_t all = 0;

	FOR_EACH_CLIENT(client) {
		const struct list *list = holds_of(client);
		size_t count = 0;
		for (uint32_t number = list_first(list); number != HOLD_NONE;
		     number = holds_next_of(number)) {
			MUST(holds_get(number)->client == client,
			    "%u has a hold of others", client);
			count++;
		}
		MUST(count == list->count && count <= LIMIT_HOLDS,
		    "%u has %zu holds, not %u", client, count, list->count);
		all += count;
	}
	return all;
}

static size_t
count_of_groups(void)
{
	size_t all = 0;

	FOR_EACH_GROUP(group)
		all += holds_locks_of(group);
	return all;
}

size_t
sane_check_holds(void)
{
	size_t locks = 0;

	sums.holds = sums.bytes = 0;
	for (uint32_t lock = holds_next_lock(0); lock != LOCK_NONE;
	     lock = holds_next_lock(lock + 1)) {
		check_lock(lock);
		locks++;
	}
	check_due();
	MUST(locks == count_of_groups(), "%zu locks of groups, not %zu",
	    count_of_groups(), locks);
	MUST(locks == holds_locks() && sums.holds == holds_used() &&
		count_of_clients() == holds_used(),
	    "%zu locks with %zu holds, not %zu with %zu", holds_locks(),
	    holds_used(), locks, sums.holds);
	return sums.bytes;
}
