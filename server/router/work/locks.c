/* Locks on keys: see locks.h. */
#include "router/work/locks.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/queue/budget.h"
#include "router/work/key_subscriptions.h"
#include "router/work/store.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

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
			groups_name(lock->table), key,
			((struct str) { lock->by, lock->by_len })));
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

/*
 * Saves "lock GROUP KEY", "by NAME" if a hold has ended, and the holds.
 */
static void
locks_save(struct state *state)
{
	for (uint32_t number = holds_next_lock(0); number != LOCK_NONE;
	     number = holds_next_lock(number + 1)) {
		const struct lock *lock = holds_lock(number);
		STATE_PUT(
		    state, STR("lock"), DECIMAL(lock->table), lock_key(lock));
		if (lock->by_len > 0)
			state_put_text(state, STR("by"),
			    (struct str) { lock->by, lock->by_len });
		save_holds(state, &lock->holders);
		save_holds(state, &lock->waiters);
	}
}

static uint32_t
load_lock(struct state *state)
{
	uint64_t number = 0;
	struct str key = STR("");
	uint32_t lock = LOCK_NONE;

	if (STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
		WORD_TO(&key, key_check)) &&
	    groups_exists(number) &&
	    holds_find_lock((uint32_t)number, key) == LOCK_NONE)
		lock = holds_make_lock((uint32_t)number, key);
	if (lock == LOCK_NONE)
		state_wrong(state, "invalid lock, or too many");
	return lock;
}

static void
load_by(struct state *state, uint32_t lock)
{
	struct str name = STR("");

	if (lock == LOCK_NONE ||
	    !STATE_LINE(state, WORD_TO(&name, name_check))) {
		state_wrong(state, "invalid name of a holder");
		return;
	}
	holds_note(lock, name);
}

/* Returns whether the client can have asked for that lock, and only once. */
static bool
may_have(uint64_t client, uint32_t lock)
{
	return lock != LOCK_NONE && clients_is_named(client) &&
	    holds_find(lock, (uint32_t)client) == HOLD_NONE &&
	    holds_of((uint32_t)client)->count < LIMIT_HOLDS &&
	    holds_used() < HOLDS_MAX &&
	    groups_has(holds_lock(lock)->table, (uint32_t)client);
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

	if (!is_good || most == 0 || !may_have(client, lock)) {
		state_wrong(state, "invalid hold");
		return;
	}
	texts.key = lock_key(holds_lock(lock));
	if (waits)
		row = table_remake(
		    holds_lock(lock)->table, (uint32_t)client, &texts);
	if (waits && row == NULL) {
		state_no_memory(state);
		return;
	}
	(void)holds_add(
	    lock, (uint32_t)client, (uint32_t)most, row); /* there is room */
}

static void
locks_load(struct state *state)
{
	uint32_t lock = LOCK_NONE;

	while (state_next(state)) {
		const bool waits = state_is(state, STR("waiter"));
		if (state_is(state, STR("lock")))
			lock = load_lock(state);
		else if (state_is(state, STR("by")))
			load_by(state, lock);
		else if (waits || state_is(state, STR("holder")))
			load_hold(state, lock, waits);
	}
	for (lock = holds_next_lock(0); lock != LOCK_NONE;
	     lock = holds_next_lock(lock + 1))
		locks_resume(lock);
}

MODULE(locks) = { SECTION("locks", locks) };
