/* The handlers of hold and free: see locks.h. */
#include <assert.h>

#include "base/mem/limits.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/verbs/work/keys.h"
#include "router/verbs/work/locks.h"
#include "shared/limits.h"

static_assert(LIMIT_HOLDS == 100 && HOLDS_MAX == 10000,
    "why_too_many says other numbers");

/* Returns why the client cannot have one more hold, or an empty string. */
static struct str
why_too_many(uint32_t who, uint32_t lock)
{
	if (holds_of(who)->count >= LIMIT_HOLDS)
		return STR("you hold or wait for too many keys: limit 100");
	if (holds_used() >= HOLDS_MAX ||
	    (lock == LOCK_NONE && holds_locks() >= HOLDS_MAX))
		return STR("too many keys are held or waited for: limit 10000");
	return STR("");
}

/* Returns CODE_OK if the client may ask for the key, or why not. */
static enum code
may_ask(uint32_t who, uint32_t lock)
{
	if (lock != LOCK_NONE && holds_find(lock, who) != HOLD_NONE)
		return CODE_ALREADY_HOLDER;
	return why_too_many(who, lock).len > 0 ? CODE_TOO_MANY : CODE_OK;
}

static enum outcome
refuse(
    uint32_t who, const struct command *command, uint32_t lock, enum code code)
{
	const struct str why = why_too_many(who, lock);

	if (code == CODE_TOO_MANY && why.len > 0)
		return answers_refuse_saying(who, command, code, why);
	return keys_refuse(who, command, code);
}

/*
 * Adds the client as the last waiter, with the row that it is to write.
 * may_ask has made sure that there is room.
 */
static uint32_t
wait_for(
    uint32_t who, uint32_t lock, const struct command *command, struct row *row)
{
	uint64_t most;

	(void)str_to_number(command->arg[2], LIMIT_HOLDERS, &most); /* is one */
	return holds_add(lock, who, (uint32_t)most, row);
}

/* Returns the last waiter's place: 0 if it is its turn. */
static size_t
place_of_last(const struct lock *lock, const struct hold *last)
{
	return lock->waiters.count == 1 && lock->holders.count < last->most ?
	    0 :
	    lock->waiters.count;
}

enum outcome
hold_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	struct row *row;
	uint32_t lock, hold;
	enum code code = keys_find(who, command, &subject);

	if (code != CODE_OK)
		return keys_refuse(who, command, code);
	lock = holds_find_lock(subject.table, subject.key);
	code = may_ask(who, lock);
	if (code == CODE_OK)
		code = table_make(
		    subject.table, subject.key, who, command->arg[3], &row);
	if (code != CODE_OK)
		return refuse(who, command, lock, code);
	if (lock == LOCK_NONE)
		lock = holds_make_lock(subject.table, subject.key);
	hold = wait_for(who, lock, command, row);
	if (!fanout_try(who,
		WORDS(STR("ok"), command->rule->word, subject.title,
		    subject.key,
		    DECIMAL(
			place_of_last(holds_lock(lock), holds_get(hold)))))) {
		holds_drop_all(hold); /* nobody was told of it */
		return OUTCOME_DONE;
	}
	locks_serve(lock);
	return OUTCOME_DONE;
}

/* Returns the client's hold of the key that the command names. */
static uint32_t
own_hold(uint32_t who, const struct command *command)
{
	const uint32_t lock = command->group != GROUP_NONE ?
	    holds_find_lock(command->group, command->arg[1]) :
	    LOCK_NONE;

	return lock != LOCK_NONE ? holds_find(lock, who) : HOLD_NONE;
}

/*
 * Ends the hold. free never waits for slow readers, and is never refused
 * because of them: each follows a hold, which was checked.
 */
enum outcome
free_cmd(uint32_t who, const struct command *command)
{
	const uint32_t hold = own_hold(who, command);
	uint32_t lock;

	if (hold == HOLD_NONE)
		return answers_refuse_saying(who, command, CODE_NOT_HOLDER,
		    STR("you neither hold that key nor wait for it"));
	lock = holds_get(hold)->lock;
	if (!fanout_try(who,
		WORDS(STR("ok"), command->rule->word,
		    groups_name(command->group), command->arg[1])))
		return OUTCOME_DONE;
	holds_drop(hold);
	if (!holds_lock(lock)->is_due)
		locks_resume(lock);
	(void)locks_serve_if_read(lock); /* or later */
	return OUTCOME_DONE;
}
