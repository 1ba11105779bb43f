/*
 * The handlers of the tables' verbs: see keys.h. Tables belong to groups and to
 * clients.
 */
#include "router/work/keys.h"

#include <assert.h>
#include <string.h>

#include "base/mem/limits.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "router/work/key_subscriptions.h"
#include "router/work/locks.h"
#include "router/work/store.h"
#include "shared/limits.h"

/* The key that a command is about. */
struct subject {
	uint32_t table;
	uint32_t owner; /* the table's for key_subscriptions.h: the group's or
			   the client's own, not its account's */
	struct str title; /* of the table, as it is spelled */
	struct str key;
	const struct row *old; /* present row; null: none */
};

/* Finds the table "@NAME", which everybody may read and its owner may write. */
static enum code
find_own(uint32_t who, struct str name, bool writes, struct subject *subject)
{
	const uint32_t client = clients_find(name);

	if (client == CLIENT_NONE)
		return CODE_NO_SUCH_NAME;
	if (writes && client != who)
		return CODE_NOT_ALLOWED;
	subject->table = table_of_client(client);
	subject->owner = table_own(client);
	subject->title = clients_title(client);
	return CODE_OK;
}

/*
 * Returns whether the client may see the group and anybody may join it; then
 * the client may read its table.
 */
static bool
is_open(uint32_t who, uint32_t group)
{
	return group != GROUP_NONE && rights_see(who, group) &&
	    !modes_has(group, MODE_INVITE_ONLY) && modes_key(group).len == 0;
}

/*
 * Finds the table of a group: members who may speak write it, and non-members
 * read it if the group is open.
 */
static enum code
find_groups(uint32_t who, const struct command *command, bool writes,
    struct subject *subject)
{
	const uint32_t group = command->group;

	if (command->membership == NULL && (writes || !is_open(who, group)))
		return CODE_NOT_MEMBER;
	subject->table = subject->owner = group;
	subject->title = groups_name(group);
	return writes ?
	    rights_speak_by(who, command, (struct str) { NULL, 0 }) :
	    CODE_OK;
}

static enum code
find_table(uint32_t who, const struct command *command, bool writes,
    struct subject *subject)
{
	struct str title = command->arg[0];

	if (title.at[0] != '@')
		return find_groups(who, command, writes, subject);
	str_drop(&title, 1);
	return find_own(who, title, writes, subject);
}

bool
keys_must_wait(uint32_t who, const struct command *command)
{
	struct str title;

	if (command->rule->args[0] != ARG_TABLE || command->count == 0)
		return false;
	title = command->arg[0];
	return str_skip(&title, STR("@")) && clients_find(title) == who &&
	    store_must_wait(who);
}

/* Refuses the command, with a text for tables. */
static enum outcome
keys_refuse(uint32_t who, const struct command *command, enum code code)
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
 * Finds the key that the command is to change, as if nobody held it, and its
 * subscribers. Returns CODE_OK, or why the client may not change it. For a
 * table of a client, which no group's congestion protects, the change is
 * refused if the subscribers are slow, as for a message to one client.
 */
static enum code
keys_find(uint32_t who, const struct command *command, struct subject *subject)
{
	const enum code code = find_table(who, command, true, subject);

	if (code != CODE_OK)
		return code;
	subject->key = command->arg[1];
	locks_settle(subject->table, subject->key);
	subject->old = table_find(subject->table, subject->key);
	subscriptions_find(subject->owner, subject->key);
	if (subject->table >= GROUPS_MAX && subscriptions_are_slow(who))
		return CODE_SLOW_DOWN;
	return CODE_OK;
}

/* Finds a key as keys_find does, unless it is held by others. */
static enum code
find_subject(
    uint32_t who, const struct command *command, struct subject *subject)
{
	const enum code code = keys_find(who, command, subject);

	return code == CODE_OK &&
		!locks_allow(who, subject->table, subject->key) ?
	    CODE_NOT_HOLDER :
	    code;
}

/* Returns whether the row was last changed by the event of that ID. */
static bool
is_as_of(const struct row *row, struct str id)
{
	uint64_t number;

	return str_to_number(id, UINT64_MAX, &number) && row->id == number;
}

/*
 * Sends the answer: for add with the new number of rows, otherwise with the
 * value that was there before, if any.
 */
static bool
try_answer(uint32_t who, const struct command *command, struct str id,
    const struct subject *subject)
{
	const struct str word = command->rule->word;

	if (command->rule->verb == VERB_ADD)
		return fanout_try(who,
		    WORDS(STR("ok"), word, subject->title, subject->key, id,
			DECIMAL(table_count(subject->table) + 1)));
	if (subject->old == NULL)
		return fanout_try(who,
		    WORDS(STR("ok"), word, subject->title, subject->key, id));
	return fanout_try(who,
	    WORDS(STR("ok"), word, subject->title, subject->key, id,
		row_value(subject->old)));
}

/*
 * Logs again how the key was before its change, of which the client cannot be
 * told: that is lost, and changes nothing.
 */
static void
restore(const struct subject *subject)
{
	const bool logged = subject->old != NULL ?
	    store_put_row(subject->old) :
	    store_cut_row(subject->table, subject->key);

	store_must(subject->table, logged);
}

/*
 * Tells the client's change to all who hear of the key: in an account's table
 * it changes under the name of each client of the account.
 */
static void
tell(uint32_t who, const struct subject *subject, struct str verb,
    struct str id, struct str value)
{
	const struct str account = identity_account(who), key = subject->key;
	const struct str name = clients_name(who);
	uint32_t cursor = IDENTITY_FIRST, other;

	subscriptions_notify(
	    subject->owner, WORDS(verb, id, subject->title, key, name, value));
	if (subject->table < TABLES_OF_ACCOUNTS)
		return;
	while ((other = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE) {
		if (other == who || clients_name(other).len == 0)
			continue;
		subscriptions_find(table_own(other), key);
		subscriptions_notify(table_own(other),
		    WORDS(verb, id, clients_title(other), key, name, value));
	}
}

/* Drops a row that cannot be stored, and refuses the command. */
static enum outcome
refuse_row(uint32_t who, const struct command *command, struct row *row)
{
	table_drop(row);
	return keys_refuse(who, command, CODE_UNAVAILABLE);
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
		return keys_refuse(who, command, code);
	number = event_ids_next_number();
	id = DECIMAL(number);
	row->id = number;
	if (!store_put_row(row))
		return refuse_row(who, command, row);
	if (!try_answer(who, command, id, subject)) {
		restore(subject);
		table_drop(row);
		return OUTCOME_DONE;
	}
	tell(who, subject, STR("set"), id, value);
	table_put(subject->table, row, number);
	return OUTCOME_DONE;
}

enum outcome
add_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	enum code code = find_subject(who, command, &subject);

	if (code == CODE_NOT_HOLDER || (code == CODE_OK && subject.old != NULL))
		code = CODE_EXISTS;
	return code != CODE_OK ? keys_refuse(who, command, code) :
				 write_value(who, command, &subject);
}

enum outcome
put_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	const enum code code = find_subject(who, command, &subject);

	return code != CODE_OK ? keys_refuse(who, command, code) :
				 write_value(who, command, &subject);
}

enum outcome
swap_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	enum code code = find_subject(who, command, &subject);

	if (code == CODE_OK &&
	    (subject.old == NULL || !is_as_of(subject.old, command->arg[2])))
		code = CODE_CHANGED;
	return code != CODE_OK ? keys_refuse(who, command, code) :
				 write_value(who, command, &subject);
}

enum outcome
cut_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word;
	struct subject subject;
	enum code code = find_subject(who, command, &subject);

	if (code == CODE_OK && subject.old == NULL)
		code = CODE_NO_SUCH_KEY;
	else if (code == CODE_OK && command->count > 2 &&
	    !is_as_of(subject.old, command->arg[2]))
		code = CODE_CHANGED;
	if (code != CODE_OK)
		return keys_refuse(who, command, code);
	if (!store_cut_row(subject.table, subject.key))
		return keys_refuse(who, command, CODE_UNAVAILABLE);
	if (!fanout_try(who,
		WORDS(STR("ok"), word, subject.title, subject.key,
		    row_value(subject.old)))) {
		restore(&subject);
		return OUTCOME_DONE;
	}
	tell(who, &subject, word, event_ids_next(), (struct str) { NULL, 0 });
	table_cut(subject.table, subject.key);
	return OUTCOME_DONE;
}

static void
show_row(uint32_t who, const struct subject *subject, const struct row *row)
{
	fanout_client(who,
	    WORDS(STR("row"), subject->title, row_key(row), DECIMAL(row->id),
		row_name(row), row_value(row)));
}

/* Answers get for one key. */
static enum outcome
get_one(uint32_t who, const struct command *command, struct subject *subject)
{
	const struct row *row = table_find(subject->table, command->arg[1]);

	if (row != NULL)
		show_row(who, subject, row);
	return answers_ok(
	    who, command, WORDS(subject->title, DECIMAL(row != NULL)));
}

/* Shows a row of a list that continues after its key. */
static void
list_row(uint32_t who, const struct subject *subject, const struct row *row)
{
	struct client *client = clients_get(who);
	const struct str key = row_key(row);

	show_row(who, subject, row);
	client->cursor = 1;
	client->listed++;
	memcpy(client->listed_key, key.at, key.len);
	client->listed_key[key.len] = '\0';
}

/*
 * Lists all keys, or shows one. A list that has begun continues after the last
 * key that it has shown, whatever has changed meanwhile, and gets its end, even
 * if its table has gone.
 */
enum outcome
get_cmd(uint32_t who, const struct command *command)
{
	const struct client *client = clients_get(who);
	struct subject subject;
	const enum code code = find_table(who, command, false, &subject);
	const struct row *row;
	size_t at;

	if (code != CODE_OK)
		return client->cursor > 0 ?
		    listing_end(who, command, command->arg[0]) :
		    keys_refuse(who, command, code);
	if (command->count > 1)
		return get_one(who, command, &subject);
	at = table_after(subject.table, str_from(client->listed_key));
	while (listing_has_reader(who) &&
	    (row = table_at(subject.table, at)) != NULL) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		list_row(who, &subject, row);
		at++;
	}
	return listing_end(who, command, subject.title);
}

/*
 * Finds the rows of a table to whose keys the client subscribes: sets place[]
 * to their numbers, in their order, each once. Returns how many there are.
 */
static size_t
find_heard(uint32_t who, uint32_t table, size_t place[LIMIT_KEYS])
{
	struct str keys = subscriptions_keys(who);
	size_t count = 0;

	while (table_count(table) > 0 && keys.at != NULL) {
		const struct str key = str_word(&keys);
		const size_t found = table_place(table, key);
		const struct row *row = table_at(table, found);
		size_t at = count;
		budget_charge(WORK_STEP, key.len);
		if (row == NULL || !str_eq(row_key(row), key))
			continue;
		while (at > 0 && place[at - 1] > found)
			at--;
		if (at > 0 && place[at - 1] == found)
			continue; /* it subscribes twice */
		memmove(place + at + 1, place + at,
		    (count++ - at) * sizeof(*place));
		place[at] = found;
	}
	return count;
}

/*
 * Sends the rows of a table to whose keys the client subscribes. They are few,
 * so they are sent at once.
 */
static void
show_heard(uint32_t who, const struct subject *subject)
{
	size_t place[LIMIT_KEYS];
	const size_t count = find_heard(who, subject->table, place);

	for (size_t i = 0; i < count; i++)
		show_row(who, subject, table_at(subject->table, place[i]));
	clients_get(who)->listed += (uint32_t)count;
}

/*
 * Moves to the next table: a group's, then those of its members. The cursor is
 * 0 before the group's table, 1 after it, and then the number of the last
 * client + 2. Returns false after the last.
 */
static bool
next_heard(uint32_t who, uint32_t group, struct subject *subject)
{
	const struct set *members = groups_members(group);
	struct client *client = clients_get(who);
	size_t at;

	budget_charge(WORK_ROW, 1);
	if (client->cursor == 0) {
		client->cursor = 1;
		*subject = (struct subject) { .table = group,
			.title = groups_name(group) };
		return true;
	}
	at = set_from(members, client->cursor - 1);
	if (at == members->count)
		return false;
	client->cursor = members->at[at] + 2;
	*subject = (struct subject) { .table = table_of_client(members->at[at]),
		.title = clients_title(members->at[at]) };
	return true;
}

/*
 * Lists the rows of keys that the client hears of. A list that has begun gets
 * its end, even if its group has gone.
 */
enum outcome
heard_cmd(uint32_t who, const struct command *command)
{
	struct subject subject;
	const enum code code = find_table(who, command, false, &subject);
	uint32_t group;

	if (code != CODE_OK)
		return clients_get(who)->cursor > 0 ?
		    listing_end(who, command, command->arg[0]) :
		    keys_refuse(who, command, code);
	group = subject.table;
	if (group >= GROUPS_MAX)
		show_heard(who, &subject);
	while (group < GROUPS_MAX && listing_has_reader(who) &&
	    next_heard(who, group, &subject)) {
		show_heard(who, &subject);
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
	}
	return listing_end(who, command, command->arg[0]);
}

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
refuse_hold(
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
		return refuse_hold(who, command, lock, code);
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
