/*
 * The locks in the next program's state (base/state/state.h). Groups, clients,
 * members and tables must be loaded before them.
 */
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/verbs/work/locks.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

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
locks_state_save(struct state *state)
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

/* A client whose hold is wrong is lost: it believes that it holds the key. */
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

/* Returns whether the lock is one of nobody's that nobody could remove. */
static bool
is_left(const struct lock *lock)
{
	return lock_is_unused(lock) && groups_members(lock->table)->count == 0;
}

/* Marks what is due; removes what cannot be. */
static void
resume_all(struct state *state)
{
	for (uint32_t number = holds_next_lock(0); number != LOCK_NONE;
	     number = holds_next_lock(number + 1)) {
		if (!is_left(holds_lock(number))) {
			locks_resume(number);
			continue;
		}
		state_wrong(state, "unused lock");
		holds_drop_lock(number);
	}
}

static void
locks_state_load(struct state *state)
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
	resume_all(state);
}

MODULE(locks_state) = { SECTION("locks", locks_state) };
