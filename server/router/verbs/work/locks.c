/* Locks on keys: see locks.h. */
#include "router/verbs/work/locks.h"

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "router/delivery/congestion.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/queue/budget.h"
#include "router/verbs/work/key_subscriptions.h"
#include "router/verbs/work/store.h"

/*
 * The least budget for locks in a turn, however much its lines have used. The
 * others are dealt with in the next turn.
 */
#define LEAST (MSEC * BUDGET_UNIT)

/* Returns whether the first waiter may begin to hold. */
static bool
has_turn(const struct lock *lock)
{
	return lock->waiters.count > 0 &&
	    lock->holders.count < holds_get(list_first(&lock->waiters))->most;
}

/* Lets the waiter hold the key, which is set to its value. */
static void
grant(uint32_t number)
{
	const uint32_t client = holds_get(number)->client;
	const struct lock *lock = holds_lock(holds_get(number)->lock);
	const struct str title = groups_name(lock->table), key = lock_key(lock);
	struct row *row = holds_grant(number);
	const uint64_t change = event_ids_next_number();
	const struct str id = DECIMAL(change);

	if (table_find(lock->table, key) != NULL) /* it is held now */
		store_must(lock->table, store_cut_row(lock->table, key));
	if (!table_sign(&row, client))
		fanout_mark_lost(client); /* under the name before */
	fanout_client(client, WORDS(STR("held"), id, title, key));
	subscriptions_find(lock->table, key);
	subscriptions_notify(lock->table,
	    WORDS(STR("set"), id, title, key, row_name(row), row_value(row)));
	table_put(lock->table, row, change);
}

/*
 * Returns who ended the last hold of the lock. If all its holders were lost in
 * an upgrade, nobody did, and whoever wrote the row stands for them.
 */
static struct str
last_holder(const struct lock *lock, const struct row *row)
{
	return lock->by_len > 0 ? (struct str) { lock->by, lock->by_len } :
				  row_name(row);
}

/* Removes the lock, and its key, that nobody holds any more. */
static void
end(uint32_t number)
{
	const struct lock *lock = holds_lock(number);
	const struct str key = lock_key(lock);
	const struct row *row = table_find(lock->table, key);

	if (row != NULL) {
		subscriptions_find(lock->table, key);
		subscriptions_notify(lock->table,
		    WORDS(STR("cut"), event_ids_next(),
			groups_name(lock->table), key, last_holder(lock, row)));
		table_cut(lock->table, key);
	}
	holds_drop_lock(number);
}

void
locks_resume(uint32_t number)
{
	const struct lock *lock = holds_lock(number);

	if (has_turn(lock) || lock_is_unused(lock))
		holds_set_due(number, ticks_now());
	else
		holds_clear_due(number);
}

void
locks_serve(uint32_t number)
{
	const struct lock *lock = holds_lock(number);

	if (lock_is_unused(lock)) {
		end(number);
		return;
	}
	if (has_turn(lock))
		grant(list_first(&lock->waiters));
	locks_resume(number);
}

/*
 * Returns when the lock no longer waits for its congested group. By then, lines
 * from before it was due have waited for longer than hold_time.
 */
static usec
waits_until(const struct lock *lock)
{
	return lock->due_since + config_now()->hold_time + 1;
}

/*
 * Returns whether the lock's event must wait for its group. After hold_time it
 * does not wait any longer.
 */
static bool
must_wait(const struct lock *lock)
{
	const uint32_t who = lock->waiters.count > 0 ?
	    holds_get(list_first(&lock->waiters))->client :
	    CLIENT_NONE;

	budget_charge(WORK_ROW, 1);
	return waits_until(lock) > ticks_now() &&
	    congestion_of(lock->table, who);
}

bool
locks_serve_if_read(uint32_t number)
{
	if (!holds_lock(number)->is_due || must_wait(holds_lock(number)))
		return false;
	locks_serve(number);
	return true;
}

void
locks_settle(uint32_t table, struct str key)
{
	const uint32_t lock = holds_find_lock(table, key);

	if (lock != LOCK_NONE && holds_lock(lock)->is_due)
		locks_serve(lock);
}

bool
locks_allow(uint32_t client, uint32_t table, struct str key)
{
	const uint32_t lock = holds_find_lock(table, key);
	uint32_t hold;

	if (lock == LOCK_NONE)
		return true;
	hold = holds_find(lock, client);
	return hold != HOLD_NONE && holds_get(hold)->row == NULL;
}

/* Removes a lock and its key; nobody is told. */
static void
forget(uint32_t number)
{
	const struct lock *lock = holds_lock(number);

	table_cut(lock->table, lock_key(lock));
	holds_drop_lock(number);
}

/*
 * Forgets what was still due in a group that has no members any more, and so no
 * holds.
 */
static void
forget_group(uint32_t group)
{
	uint32_t lock = holds_first_due(), next;

	for (; lock != LOCK_NONE && holds_locks_of(group) > 0; lock = next) {
		next = holds_next_due(lock);
		budget_charge(WORK_ROW, 1);
		if (holds_lock(lock)->table == group)
			forget(lock);
	}
}

void
locks_left_group(uint32_t group, uint32_t who)
{
	const bool is_last = groups_members(group)->count == 0;
	uint32_t hold = list_first(holds_of(who)), next;

	for (; hold != HOLD_NONE; hold = next) {
		const uint32_t lock = holds_get(hold)->lock;
		next = holds_next_of(hold);
		budget_charge(WORK_ROW, 1);
		if (holds_lock(lock)->table != group)
			continue;
		holds_drop(hold);
		if (is_last)
			forget(lock);
		else if (!holds_lock(lock)->is_due)
			locks_resume(lock);
	}
	if (is_last)
		forget_group(group);
}

void
locks_turn(void)
{
	const uint64_t least = budget_used() + LEAST;
	const uint64_t most = least > BUDGET_TURN ? least : BUDGET_TURN;
	uint32_t lock = holds_first_due(), next;

	for (; lock != LOCK_NONE && budget_used() < most; lock = next) {
		next = holds_next_due(lock);
		if (!locks_serve_if_read(lock))
			continue;
		if (next == LOCK_NONE && holds_lock(lock)->is_due)
			next = lock; /* more is due for it */
	}
	if (lock != LOCK_NONE)
		alarms_at(ALARM_LOCKS, ticks_now());
	else if (holds_first_due() != LOCK_NONE)
		alarms_at(
		    ALARM_LOCKS, waits_until(holds_lock(holds_first_due())));
}
