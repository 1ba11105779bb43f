/*
 * The handlers of the tables' verbs, and locks: see keys.h. Tables belong to
 * groups.
 */
#include "router/work/keys.h"

#include <assert.h>
#include <string.h>

#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "shared/names.h"

#define BUCKETS 4096

static_assert(LIST_END == ROWS_NONE && LIST_END == INDEX_NONE, "none is none");
static_assert(LIMIT_KEY <= UINT8_MAX, "a lock knows its key's length");
static_assert(offsetof(struct lock, key) == sizeof(uint32_t),
    "a lock begins with its table and its key, without a gap");

/*
 * Locks. A key is given to its next waiter at once, and goes when nobody holds
 * it any more.
 */
static struct locks locks;

static void
keys_init(void)
{
	rows_init(&locks.locks, HOLDS_MAX);
	INDEX_INIT(&locks.by_key, locks.lock, HOLDS_MAX, BUCKETS,
	    INDEX_BYTES(struct lock, table, key));
	rows_init(&locks.holds, HOLDS_MAX);
}

const struct locks *
keys_locks(void)
{
	return &locks;
}

static struct str
key_of(const struct lock *lock)
{
	return (struct str) { lock->key, lock->key_len };
}

/* Returns the lock of the key, or LOCK_NONE. */
static uint32_t
find_lock(uint32_t table, struct str key)
{
	struct lock wanted = { .table = table };

	assert(key.len <= sizeof(wanted.key));
	memcpy(wanted.key, key.at, key.len);
	return index_find(&locks.by_key,
	    (struct str) { (const char *)&wanted,
		offsetof(struct lock, key) + sizeof(wanted.key) });
}

/*
 * Returns the client's hold in the lock, if there is one, or HOLD_NONE. A
 * client has few.
 */
static uint32_t
find_hold(uint32_t lock, client_id client)
{
	uint32_t hold = list_first(&locks.of[client.n]);

	while (hold != HOLD_NONE && locks.hold[hold].lock != lock)
		hold = list_next(locks.client_links, hold);
	return hold;
}

bool
keys_is_held(const struct row *row)
{
	return find_lock(row->table, row_key(row)) != LOCK_NONE;
}

/* Makes the lock of a key that has none. There are no more locks than holds. */
static uint32_t
make_lock(uint32_t table, struct str key)
{
	const uint32_t number = rows_alloc(&locks.locks);
	struct lock *lock = &locks.lock[number];

	*lock = (struct lock) { .table = table, .key_len = (uint8_t)key.len };
	memcpy(lock->key, key.at, key.len);
	index_add(&locks.by_key, number);
	return number;
}

static void
drop_lock(uint32_t number)
{
	index_drop(&locks.by_key, number);
	rows_free(&locks.locks, number);
}

/* Returns the list of its lock that the hold is in. */
static struct list *
list_of(const struct hold *hold)
{
	struct lock *lock = &locks.lock[hold->lock];

	return hold->row != NULL ? &lock->waiters : &lock->holders;
}

/* Adds a hold, of which there must be less than HOLDS_MAX, as the last. */
static uint32_t
add_hold(struct hold hold)
{
	const uint32_t number = rows_alloc(&locks.holds);

	locks.hold[number] = hold;
	list_add(list_of(&hold), locks.links, number, LIST_END);
	list_add(
	    &locks.of[hold.client.n], locks.client_links, number, LIST_END);
	return number;
}

/* Removes a hold, with the row of a waiter. */
static void
drop_hold(uint32_t number)
{
	const struct hold *hold = &locks.hold[number];

	list_drop(list_of(hold), locks.links, number);
	list_drop(&locks.of[hold->client.n], locks.client_links, number);
	if (hold->row != NULL)
		table_drop(hold->row);
	rows_free(&locks.holds, number);
}

/* Tells the group's members of a change in its table, or they are lost. */
static void
tell_group(uint32_t group, struct words line)
{
	if (!fanout_group(group, EVENT(NO_WORDS, line, CONN_NONE)))
		fanout_mark_members_lost(group);
}

/* Lets the waiter hold the key, which is set to its value. */
static void
grant(uint32_t number)
{
	struct hold *hold = &locks.hold[number];
	const client_id client = hold->client;
	struct lock *lock = &locks.lock[hold->lock];
	const struct str title = groups_name(lock->table), key = key_of(lock);
	struct row *row = hold->row;
	const uint64_t change = event_ids_next();
	const struct str id = DECIMAL(change);

	list_drop(&lock->waiters, locks.links, number);
	hold->row = NULL;
	list_add(&lock->holders, locks.links, number, LIST_END);
	if (table_find(lock->table, key) != NULL) /* it is held now */
		store_must(lock->table, store_cut_row(lock->table, key));
	if (!table_sign(&row, client)) /* it has the name before */
		FOR_EACH_CONN_OF(it, client)
			fanout_mark_lost(it);
	FOR_EACH_CONN_OF(it, client)
		fanout_conn(it, WORDS(STR("held"), id, title, key));
	tell_group(lock->table,
	    WORDS(STR("set"), id, title, key, row_name(row), row_value(row)));
	table_put(lock->table, row, change);
}

/*
 * Gives the key to those whose turn it is. If nobody holds it any more, nobody
 * waits either: it goes with its lock, in the name of its last holder.
 */
static void
serve_waiters(uint32_t number, client_id last)
{
	const struct lock *lock = &locks.lock[number];
	const struct str key = key_of(lock);
	uint32_t next;

	while ((next = list_first(&lock->waiters)) != HOLD_NONE &&
	    lock->holders.count < locks.hold[next].most)
		grant(next);
	if (lock->holders.count > 0)
		return;
	if (table_find(lock->table, key) != NULL) {
		tell_group(lock->table,
		    WORDS(STR("cut"), DECIMAL(event_ids_next()),
			groups_name(lock->table), key,
			clients_last_name(last)));
		table_cut(lock->table, key);
	}
	drop_lock(number);
}

void
keys_left_group(uint32_t group, client_id client)
{
	uint32_t hold = list_first(&locks.of[client.n]), next;

	for (; hold != HOLD_NONE; hold = next) {
		const uint32_t lock = locks.hold[hold].lock;
		next = list_next(locks.client_links, hold);
		budget_charge(WORK_ROW, 1);
		if (locks.lock[lock].table != group)
			continue;
		drop_hold(hold);
		serve_waiters(lock, client);
	}
}

/* The key that a command is about. */
struct subject {
	uint32_t table;
	struct str title; /* of the table, as it is spelled */
	struct str key;
	const struct row *old; /* present row; null: none */
	uint32_t lock; /* of the key, or LOCK_NONE */
	uint32_t hold; /* of the client in it, or HOLD_NONE */
};

/*
 * Finds the table that the command names. Members who may speak write it, and
 * non-members read it if they may see the group, and anybody may join it.
 */
static enum code
find_table(client_id me, const struct command *command, bool writes,
    struct subject *subject)
{
	const uint32_t group = command->group;

	if (command->membership == NULL &&
	    (writes || group == GROUP_NONE || !rights_see(me, group) ||
		groups_is(group, MODE_INVITE_ONLY) ||
		groups_key(group).len > 0))
		return CODE_NOT_MEMBER;
	subject->table = group;
	subject->title = groups_name(group);
	return writes ? rights_speak(me, group, command->membership, STR("")) :
			CODE_OK;
}

/* Refuses the command, with a text for tables. */
static enum outcome
refuse_key(conn_id who, const struct command *command, enum code code)
{
	return code == CODE_TOO_MANY ?
	    answers_refuse_saying(who, command, code,
		STR("that table is full, or too much was written by you; cut "
		    "some keys first")) :
	    answers_refuse(who, command, code);
}

/*
 * Finds the key that the command is to change. Returns CODE_OK, or why the
 * client may not change it, but that others hold it.
 */
static enum code
find_key(conn_id who, const struct command *command, struct subject *subject)
{
	const enum code code =
	    find_table(client_of(who), command, true, subject);

	if (code != CODE_OK)
		return code;
	subject->key = command->arg[1];
	subject->old = table_find(subject->table, subject->key);
	subject->lock = find_lock(subject->table, subject->key);
	subject->hold = find_hold(subject->lock, client_of(who));
	return CODE_OK;
}

/*
 * Answers a change: for add with the new number of rows, otherwise with the
 * value that was there before, if any. A client that cannot be told is lost.
 */
static void
answer(conn_id who, const struct command *command, struct str id,
    const struct subject *subject)
{
	const struct str ok = STR("ok"), word = command->rule->word;
	char digits[STR_DIGITS];
	struct str last = STR("");

	if (command->rule->verb == VERB_ADD)
		last = str_number(table_count(subject->table) + 1, digits);
	else if (subject->old != NULL)
		last = row_value(subject->old);
	if (command->rule->verb == VERB_CUT)
		fanout_conn(
		    who, WORDS(ok, word, subject->title, subject->key, last));
	else
		fanout_conn(who,
		    WORDS(ok, word, subject->title, subject->key, id, last));
}

/* Writes the value, which is the last argument. */
static enum outcome
write_value(
    conn_id who, const struct command *command, const struct subject *subject)
{
	const struct str value = command->arg[command->count - 1];
	struct row *row;
	const enum code code = table_make(
	    subject->table, subject->key, client_of(who), value, &row);
	uint64_t number;
	struct str id;

	if (code != CODE_OK)
		return refuse_key(who, command, code);
	number = event_ids_next();
	id = DECIMAL(number);
	row->id = number;
	if (subject->lock == LOCK_NONE && !store_put_row(row)) {
		table_drop(row);
		return refuse_key(who, command, CODE_UNAVAILABLE);
	}
	answer(who, command, id, subject);
	tell_group(subject->table,
	    WORDS(STR("set"), id, subject->title, subject->key,
		clients_name(client_of(who)), value));
	table_put(subject->table, row, number);
	return OUTCOME_DONE;
}

/* Cuts the key, and answers with its value. */
static enum outcome
cut_value(
    conn_id who, const struct command *command, const struct subject *subject)
{
	if (!store_cut_row(subject->table, subject->key))
		return refuse_key(who, command, CODE_UNAVAILABLE);
	answer(who, command, STR(""), subject);
	tell_group(subject->table,
	    WORDS(command->rule->word, DECIMAL(event_ids_next()),
		subject->title, subject->key, clients_name(client_of(who))));
	table_cut(subject->table, subject->key);
	return OUTCOME_DONE;
}

/*
 * Handles add, put, swap and cut. Only who holds the key may write it, unless
 * nobody does; swap, and cut if it names an ID, want the event that changed it
 * last.
 */
enum outcome
put_cmd(conn_id who, const struct command *command)
{
	const enum verb verb = command->rule->verb;
	struct subject subject;
	enum code code = find_key(who, command, &subject);
	uint64_t id = 0;

	if (code == CODE_OK && subject.lock != LOCK_NONE &&
	    (subject.hold == HOLD_NONE || locks.hold[subject.hold].row != NULL))
		code = verb == VERB_ADD ? CODE_EXISTS : CODE_NOT_HOLDER;
	if (code == CODE_OK && verb == VERB_ADD && subject.old != NULL)
		code = CODE_EXISTS;
	if (code == CODE_OK && verb == VERB_CUT && subject.old == NULL)
		code = CODE_NO_SUCH_KEY;
	if (code == CODE_OK && (verb == VERB_SWAP || verb == VERB_CUT) &&
	    command->count > 2 &&
	    (subject.old == NULL ||
		!str_to_number(command->arg[2], UINT64_MAX, &id) ||
		subject.old->id != id))
		code = CODE_CHANGED;
	if (code != CODE_OK)
		return refuse_key(who, command, code);
	return verb == VERB_CUT ? cut_value(who, command, &subject) :
				  write_value(who, command, &subject);
}

static void
show_row(conn_id who, const struct subject *subject, const struct row *row)
{
	fanout_conn(who,
	    WORDS(STR("row"), subject->title, row_key(row), DECIMAL(row->id),
		row_name(row), row_value(row)));
}

/*
 * Lists all keys, or shows one. A list that has begun continues after the last
 * key that it has shown, whatever has changed meanwhile, and gets its end, even
 * if its table has gone.
 */
enum outcome
get_cmd(conn_id who, const struct command *command)
{
	struct listing *list = answers_listing(who);
	const struct str last = str_from(list->listed_key);
	struct subject subject;
	const enum code code =
	    find_table(client_of(who), command, false, &subject);
	const struct row *row;
	size_t at;

	if (code != CODE_OK)
		return list->cursor > 0 ?
		    answers_list_end(who, command, command->arg[0]) :
		    refuse_key(who, command, code);
	if (command->count > 1) {
		row = table_find(subject.table, command->arg[1]);
		if (row != NULL)
			show_row(who, &subject, row);
		return answers_ok(
		    who, command, WORDS(subject.title, DECIMAL(row != NULL)));
	}
	at = table_place(subject.table, last);
	row = table_at(subject.table, at);
	at += row != NULL && str_eq(row_key(row), last);
	for (; answers_has_reader(who) &&
	     (row = table_at(subject.table, at)) != NULL;
	     at++) {
		const struct str key = row_key(row);
		if (answers_must_wait(who))
			return OUTCOME_WAIT;
		show_row(who, &subject, row);
		list->cursor = 1;
		list->listed++;
		str_put(list->listed_key, sizeof(list->listed_key), key);
	}
	return answers_list_end(who, command, subject.title);
}

static_assert(
    LIMIT_HOLDS == 100 && HOLDS_MAX == 10000, "hold says other numbers");

/* Adds the client as the last waiter, and answers with its place. */
enum outcome
hold_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	struct subject subject;
	struct row *row;
	const struct lock *lock;
	uint32_t hold;
	uint64_t most;
	size_t place;
	enum code code = find_key(who, command, &subject);

	if (code != CODE_OK)
		return refuse_key(who, command, code);
	if (subject.hold != HOLD_NONE)
		return refuse_key(who, command, CODE_ALREADY_HOLDER);
	if (locks.of[me.n].count >= LIMIT_HOLDS)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("you hold or wait for too many keys: limit 100"));
	if (rows_used(&locks.holds) >= HOLDS_MAX)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many keys are held or waited for: limit 10000"));
	code =
	    table_make(subject.table, subject.key, me, command->arg[3], &row);
	if (code != CODE_OK)
		return refuse_key(who, command, code);
	if (subject.lock == LOCK_NONE)
		subject.lock = make_lock(subject.table, subject.key);
	lock = &locks.lock[subject.lock];
	(void)str_to_number(command->arg[2], LIMIT_HOLDERS, &most); /* is one */
	hold =
	    add_hold((struct hold) { subject.lock, me, (uint32_t)most, row });
	place = lock->waiters.count;
	if (place == 1 && lock->holders.count < most)
		place = 0;
	fanout_conn(who,
	    WORDS(STR("ok"), command->rule->word, subject.title, subject.key,
		DECIMAL(place)));
	if (!answers_has_reader(who)) {
		drop_hold(hold); /* nobody was told of it */
		if (lock->holders.count + lock->waiters.count == 0)
			drop_lock(subject.lock);
		return OUTCOME_DONE;
	}
	serve_waiters(subject.lock, me);
	return OUTCOME_DONE;
}

/*
 * Ends the hold. free never waits for slow readers, and is never refused
 * because of them: each follows a hold, which was checked.
 */
enum outcome
free_cmd(conn_id who, const struct command *command)
{
	const uint32_t lock = find_lock(command->group, command->arg[1]);
	const uint32_t hold = find_hold(lock, client_of(who));

	if (hold == HOLD_NONE)
		return answers_refuse_saying(who, command, CODE_NOT_HOLDER,
		    STR("you neither hold that key nor wait for it"));
	(void)answers_ok(
	    who, command, WORDS(groups_name(command->group), command->arg[1]));
	drop_hold(hold);
	serve_waiters(lock, client_of(who));
	return OUTCOME_DONE;
}

/* Saves "holder CLIENT MOST" or "waiter CLIENT MOST NAME VALUE" for each. */
static void
save_holds(struct state *state, const struct list *list)
{
	for (uint32_t number = list_first(list); number != HOLD_NONE;
	     number = list_next(locks.links, number)) {
		const struct hold *hold = &locks.hold[number];
		if (hold->row == NULL)
			STATE_PUT(state, STR("holder"), DECIMAL(hold->client.n),
			    DECIMAL(hold->most));
		else
			STATE_PUT(state, STR("waiter"), DECIMAL(hold->client.n),
			    DECIMAL(hold->most), row_name(hold->row),
			    row_value(hold->row));
	}
}

/* Saves "lock GROUP KEY" for each. */
static void
keys_save(struct state *state)
{
	for (uint32_t number = rows_next(&locks.locks, 0); number != LOCK_NONE;
	     number = rows_next(&locks.locks, number + 1)) {
		const struct lock *lock = &locks.lock[number];
		STATE_PUT(
		    state, STR("lock"), DECIMAL(lock->table), key_of(lock));
		save_holds(state, &lock->holders);
		save_holds(state, &lock->waiters);
	}
}

/* Makes the lock of a line, whose holds follow. */
static uint32_t
load_lock(struct state *state)
{
	struct str key = STR("");
	uint64_t number = 0;

	if (STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
		WORD_TO(&key, key_check)) &&
	    groups_exists(number) && rows_used(&locks.locks) < HOLDS_MAX &&
	    find_lock((uint32_t)number, key) == LOCK_NONE)
		return make_lock((uint32_t)number, key);
	state_wrong(state, "invalid lock, or too many");
	return LOCK_NONE;
}

static void
load_hold(struct state *state, uint32_t lock, bool waits)
{
	struct row_texts texts = { .value = STR("") };
	uint64_t number = 0, most = 0;
	struct row *row = NULL;
	const bool is_good = STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
				 NUMBER_TO(&most, LIMIT_HOLDERS)) &&
	    (!waits ||
		STATE_LINE(state, NUMBER_TO(&number, UINT32_MAX),
		    NUMBER_TO(&most, LIMIT_HOLDERS),
		    WORD_TO(&texts.name, name_check),
		    TEXT_TO(&texts.value, LIMIT_VALUE)));
	const client_id client = clients_named(number);

	/* The client can have asked for that lock, and only once. */
	if (!is_good || most == 0 || lock == LOCK_NONE || !client_is(client) ||
	    find_hold(lock, client) != HOLD_NONE ||
	    locks.of[client.n].count >= LIMIT_HOLDS ||
	    rows_used(&locks.holds) >= HOLDS_MAX ||
	    !groups_has(locks.lock[lock].table, client)) {
		state_wrong(state, "invalid hold");
		return;
	}
	texts.key = key_of(&locks.lock[lock]);
	if (waits)
		row = table_remake(locks.lock[lock].table, client, &texts);
	if (waits && row == NULL) {
		state_wrong(state, "out of memory");
		return;
	}
	(void)add_hold((struct hold) { lock, client, (uint32_t)most, row });
}

static void
keys_load(struct state *state)
{
	uint32_t lock = LOCK_NONE;

	while (state_next(state)) {
		const bool waits = state_is(state, STR("waiter"));
		if (state_is(state, STR("lock")))
			lock = load_lock(state);
		else if (waits || state_is(state, STR("holder")))
			load_hold(state, lock, waits);
	}
	for (lock = rows_next(&locks.locks, 0); lock != LOCK_NONE;
	     lock = rows_next(&locks.locks, lock + 1))
		if (locks.lock[lock].holders.count == 0)
			state_wrong(state, "a lock that nobody holds");
}

MODULE(keys) = { .init = keys_init,
	TABLES(TABLE(locks.lock, HOLDS_MAX), TABLE(locks.hold, HOLDS_MAX),
	    TABLE(locks.links, HOLDS_MAX), TABLE(locks.client_links, HOLDS_MAX),
	    TABLE(locks.of, CLIENTS_MAX)),
	SECTION("locks", keys) };
