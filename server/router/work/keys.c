/*
 * The handlers of the tables' verbs, and locks: see keys.h. Tables belong to
 * groups and to clients.
 */
#include "router/work/keys.h"

#include <assert.h>
#include <string.h>

#include "base/mem/limits.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/model/rights.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * Locks. A key is given to its next waiter at once, and goes when nobody holds
 * it any more.
 */

/* Tells the group's members of a change in its table, or they are lost. */
static void
tell_group(uint32_t group, struct words line)
{
	if (!fanout_group(group, EVENT(NO_WORDS, line, CLIENT_NONE)))
		fanout_mark_members_lost(group);
}

/* Lets the waiter hold the key, which is set to its value. */
static void
grant(uint32_t number)
{
	const uint32_t client = holds_get(number)->client;
	const struct lock *lock = holds_lock(holds_get(number)->lock);
	const struct str title = groups_name(lock->table),
			 key = holds_key(lock);
	struct row *row = holds_grant(number);
	const uint64_t change = event_ids_next_number();
	const struct str id = DECIMAL(change);

	if (table_find(lock->table, key) != NULL) /* it is held now */
		store_must(lock->table, store_cut_row(lock->table, key));
	if (!table_sign(&row, client))
		fanout_mark_lost(client); /* under the name before */
	FOR_EACH_CONNECTION(it, client)
		fanout_client(it, WORDS(STR("held"), id, title, key));
	tell_group(lock->table,
	    WORDS(STR("set"), id, title, key, row_name(row), row_value(row)));
	table_put(lock->table, row, change);
}

/*
 * Gives the key to those whose turn it is. If nobody holds it any more, nobody
 * waits either: it goes with its lock, in the name of its last holder.
 */
static void
serve_waiters(uint32_t number, uint32_t last)
{
	const struct lock *lock = holds_lock(number);
	const struct str key = holds_key(lock);
	uint32_t next;

	while ((next = list_first(&lock->waiters)) != HOLD_NONE &&
	    lock->holders.count < holds_get(next)->most)
		grant(next);
	if (lock->holders.count > 0)
		return;
	if (table_find(lock->table, key) != NULL) {
		tell_group(lock->table,
		    WORDS(STR("cut"), event_ids_next(),
			groups_name(lock->table), key,
			clients_last_name(last)));
		table_cut(lock->table, key);
	}
	holds_drop_lock(number);
}

void
keys_left_group(uint32_t group, uint32_t who)
{
	uint32_t hold = list_first(holds_of(who)), next;

	for (; hold != HOLD_NONE; hold = next) {
		const uint32_t lock = holds_get(hold)->lock;
		next = holds_next_of(hold);
		budget_charge(WORK_ROW, 1);
		if (holds_lock(lock)->table != group)
			continue;
		holds_drop(hold);
		serve_waiters(lock, who);
	}
}

/* The key that a command is about. */
struct subject {
	uint32_t table;
	struct str title; /* of the table, as it is spelled */
	struct str key;
	const struct row *old; /* present row; null: none */
};

/*
 * Finds the table that the command names. "@NAME" everybody may read, and its
 * owner write. That of a group, members who may speak write, and non-members
 * read if they may see the group, and anybody may join it.
 */
static enum code
find_table(uint32_t who, const struct command *command, bool writes,
    struct subject *subject)
{
	const uint32_t group = command->group;
	struct str title = command->arg[0];
	uint32_t client;

	if (str_skip(&title, STR("@"))) {
		client = clients_find(title);
		if (client == CLIENT_NONE)
			return CODE_NO_SUCH_NAME;
		if (writes && client != clients_lead(who))
			return CODE_NOT_ALLOWED;
		subject->table = table_of_client(client);
		subject->title = clients_title(client);
		return CODE_OK;
	}
	if (command->membership == NULL &&
	    (writes || group == GROUP_NONE || !rights_see(who, group) ||
		groups_is(group, MODE_INVITE_ONLY) ||
		groups_key(group).len > 0))
		return CODE_NOT_MEMBER;
	subject->table = group;
	subject->title = groups_name(group);
	return writes ? rights_speak(who, group, command->membership, STR("")) :
			CODE_OK;
}

bool
keys_must_wait(uint32_t who, const struct command *command)
{
	struct str title;

	if (command->rule->args[0] != ARG_TABLE || command->count == 0)
		return false;
	title = command->arg[0];
	return str_skip(&title, STR("@")) &&
	    clients_find(title) == clients_lead(who) && store_must_wait(who);
}

/* Refuses the command, with a text for tables. */
static enum outcome
refuse_key(uint32_t who, const struct command *command, enum code code)
{
	switch (code) {
	case CODE_NOT_ALLOWED:
		return answers_refuse_saying(who, command, code,
		    STR("you can change only your own keys and those of your "
			"groups"));
	case CODE_TOO_MANY:
		return answers_refuse_saying(who, command, code,
		    STR("that table is full, or too much was written by you; "
			"cut some keys first"));
	default:
		return answers_refuse(who, command, code);
	}
}

/*
 * Finds the key that the command is to change. Returns CODE_OK, or why the
 * client may not change it, but that others hold it. The command waits for the
 * group whose table it is; for all that are told of a client's table, which it
 * does not name, the change is refused.
 */
static enum code
find_key(uint32_t who, const struct command *command, struct subject *subject)
{
	const enum code code = find_table(who, command, true, subject);

	if (code != CODE_OK)
		return code;
	subject->key = command->arg[1];
	subject->old = table_find(subject->table, subject->key);
	return subject->table >= GROUPS_MAX && downlink_sharers_congested(who) ?
	    CODE_SLOW_DOWN :
	    CODE_OK;
}

/*
 * Answers a change: for add with the new number of rows, otherwise with the
 * value that was there before, if any. A client that cannot be told is lost.
 */
static void
answer(uint32_t who, const struct command *command, struct str id,
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
		fanout_client(
		    who, WORDS(ok, word, subject->title, subject->key, last));
	else
		fanout_client(who,
		    WORDS(ok, word, subject->title, subject->key, id, last));
}

/*
 * Tells the change in the table of a client, if that may speak in all of its
 * groups, to who shares one with it, and to itself.
 */
static void
tell_sharers(uint32_t client, struct words line)
{
	if (rights_is_heard(client, STR("")))
		(void)fanout_sharers(client, true,
		    EVENT(NO_WORDS, line, client)); /* or it is lost */
}

/*
 * Tells of the client's change: in an account's table it changes under the name
 * of each client of the account.
 */
static void
tell(uint32_t who, const struct subject *subject, struct str verb,
    struct str id, struct str value)
{
	const struct str key = subject->key, name = clients_name(who);

	if (subject->table < GROUPS_MAX)
		tell_group(subject->table,
		    WORDS(verb, id, subject->title, key, name, value));
	else if (subject->table < TABLES_OF_ACCOUNTS)
		tell_sharers(clients_lead(who),
		    WORDS(verb, id, subject->title, key, name, value));
	else
		FOR_EACH_OF_ACCOUNT(client, clients_account(who))
			if (clients_name(client).len > 0)
				tell_sharers(client,
				    WORDS(verb, id, clients_title(client), key,
					name, value));
}

/* Writes the value, which is the last argument. */
static enum outcome
write_value(
    uint32_t who, const struct command *command, const struct subject *subject)
{
	const struct str value = command->arg[command->count - 1];
	struct row *row;
	const enum code code =
	    table_make(subject->table, subject->key, who, value, &row);
	uint64_t number;
	struct str id;

	if (code != CODE_OK)
		return refuse_key(who, command, code);
	number = event_ids_next_number();
	id = DECIMAL(number);
	row->id = number;
	if (!store_put_row(row)) {
		table_drop(row);
		return refuse_key(who, command, CODE_UNAVAILABLE);
	}
	answer(who, command, id, subject);
	tell(who, subject, STR("set"), id, value);
	table_put(subject->table, row, number);
	return OUTCOME_DONE;
}

/* Cuts the key, and answers with its value. */
static enum outcome
cut_value(
    uint32_t who, const struct command *command, const struct subject *subject)
{
	const struct str word = command->rule->word;

	if (!store_cut_row(subject->table, subject->key))
		return refuse_key(who, command, CODE_UNAVAILABLE);
	answer(who, command, STR(""), subject);
	tell(who, subject, word, event_ids_next(), (struct str) { NULL, 0 });
	table_cut(subject->table, subject->key);
	return OUTCOME_DONE;
}

/*
 * Handles add, put, swap and cut. Only who holds the key may write it, unless
 * nobody does; swap, and cut if it names an ID, want the event that changed it
 * last.
 */
enum outcome
put_cmd(uint32_t who, const struct command *command)
{
	const enum verb verb = command->rule->verb;
	struct subject subject;
	enum code code = find_key(who, command, &subject);
	uint32_t lock = LOCK_NONE, hold = HOLD_NONE;
	uint64_t id = 0;

	if (code == CODE_OK)
		lock = holds_find_lock(subject.table, subject.key);
	if (lock != LOCK_NONE)
		hold = holds_find(lock, who);
	if (lock != LOCK_NONE &&
	    (hold == HOLD_NONE || holds_get(hold)->row != NULL))
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
show_row(uint32_t who, const struct subject *subject, const struct row *row)
{
	fanout_client(who,
	    WORDS(STR("row"), subject->title, row_key(row), DECIMAL(row->id),
		row_name(row), row_value(row)));
}

/*
 * Lists all keys, or shows one. A list that has begun continues after the last
 * key that it has shown, whatever has changed meanwhile, and gets its end, even
 * if its table has gone.
 */
enum outcome
get_cmd(uint32_t who, const struct command *command)
{
	struct listing *list = answers_listing(who);
	const struct str last = str_from(list->listed_key);
	struct subject subject;
	const enum code code = find_table(who, command, false, &subject);
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

/* Sends the rows of these keys. They are few, so they are sent at once. */
static void
show_keys(uint32_t who, const struct subject *subject, struct str keys)
{
	const struct row *row;
	struct str key;

	while (table_count(subject->table) > 0 && keys.len > 0) {
		key = str_word(&keys);
		budget_charge(WORK_STEP, key.len);
		row = table_find(subject->table, key);
		if (row == NULL)
			continue;
		show_row(who, subject, row);
		answers_listing(who)->listed++;
	}
}

/*
 * Lists these keys of a table and, for a group's, of its members' tables. The
 * cursor is 0 before the table, 1 after it, and then the number of the last
 * member + 2. A list that has begun gets its end, even if its group has gone.
 */
enum outcome
rows_cmd(uint32_t who, const struct command *command)
{
	const struct str keys = command->arg[1];
	uint32_t *cursor = &answers_listing(who)->cursor;
	struct subject subject;
	const enum code code = find_table(who, command, false, &subject);
	const struct set *members;
	size_t at;

	if (code != CODE_OK)
		return *cursor > 0 ?
		    answers_list_end(who, command, command->arg[0]) :
		    refuse_key(who, command, code);
	if (*cursor == 0) {
		show_keys(who, &subject, keys);
		*cursor = 1;
	}
	if (subject.table >= GROUPS_MAX)
		return answers_list_end(who, command, command->arg[0]);
	members = groups_members(subject.table);
	while (answers_has_reader(who) &&
	    (at = set_from(members, *cursor - 1)) < members->count) {
		if (answers_must_wait(who))
			return OUTCOME_WAIT;
		budget_charge(WORK_ROW, 1);
		subject.table = table_of_client(members->at[at]);
		subject.title = clients_title(members->at[at]);
		*cursor = members->at[at] + 2;
		show_keys(who, &subject, keys);
	}
	return answers_list_end(who, command, command->arg[0]);
}

static_assert(
    LIMIT_HOLDS == 100 && HOLDS_MAX == 10000, "hold says other numbers");

/* Adds the client as the last waiter, and answers with its place. */
enum outcome
hold_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	struct row *row;
	uint32_t lock, hold;
	uint64_t most;
	size_t place;
	bool is_new;
	enum code code = find_key(who, command, &subject);

	if (code != CODE_OK)
		return refuse_key(who, command, code);
	lock = holds_find_lock(subject.table, subject.key);
	if (lock != LOCK_NONE && holds_find(lock, who) != HOLD_NONE)
		return refuse_key(who, command, CODE_ALREADY_HOLDER);
	if (holds_of(who)->count >= LIMIT_HOLDS)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("you hold or wait for too many keys: limit 100"));
	if (holds_used() >= HOLDS_MAX)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many keys are held or waited for: limit 10000"));
	code =
	    table_make(subject.table, subject.key, who, command->arg[3], &row);
	if (code != CODE_OK)
		return refuse_key(who, command, code);
	is_new = lock == LOCK_NONE;
	if (is_new)
		lock = holds_make_lock(subject.table, subject.key);
	(void)str_to_number(command->arg[2], LIMIT_HOLDERS, &most); /* is one */
	hold = holds_add(lock, who, (uint32_t)most, row); /* there is room */
	place = holds_lock(lock)->waiters.count;
	if (place == 1 && holds_lock(lock)->holders.count < most)
		place = 0;
	fanout_client(who,
	    WORDS(STR("ok"), command->rule->word, subject.title, subject.key,
		DECIMAL(place)));
	if (!answers_has_reader(who)) {
		holds_drop(hold); /* nobody was told of it */
		if (is_new)
			holds_drop_lock(lock);
		return OUTCOME_DONE;
	}
	serve_waiters(lock, who);
	return OUTCOME_DONE;
}

/*
 * Ends the hold. free never waits for slow readers, and is never refused
 * because of them: each follows a hold, which was checked.
 */
enum outcome
free_cmd(uint32_t who, const struct command *command)
{
	uint32_t lock = LOCK_NONE, hold = HOLD_NONE;

	if (command->group != GROUP_NONE)
		lock = holds_find_lock(command->group, command->arg[1]);
	if (lock != LOCK_NONE)
		hold = holds_find(lock, who);
	if (hold == HOLD_NONE)
		return answers_refuse_saying(who, command, CODE_NOT_HOLDER,
		    STR("you neither hold that key nor wait for it"));
	(void)answers_ok(
	    who, command, WORDS(groups_name(command->group), command->arg[1]));
	holds_drop(hold);
	serve_waiters(lock, who);
	return OUTCOME_DONE;
}
