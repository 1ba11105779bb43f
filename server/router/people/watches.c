/*
 * Watches: clients name others, connected or not, and are told when they come
 * and go; and they name keys, and are told of each change of such a key in the
 * tables of their groups, of clients with which they share a group, and in
 * their own. See people.h. Names are compared without regard to ASCII case,
 * keys as they are.
 */
#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/people/people.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Most names that one client watches, and most rows of each kind, of all. */
#define NAMES_OF_ONE 100
#define ROWS_MOST 65536
#define BUCKETS 16384

static_assert(INDEX_NONE == ROWS_NONE && LIMIT_KEY <= LIMIT_NAME,
    "none is none, and a row has room for either word");

struct watch {
	uint32_t client;
	uint32_t next; /* number + 1 of the client's next row; 0: none */
	uint8_t len;
	char word[LIMIT_NAME];
};

/* The rows of one kind: names that are watched, or keys. */
struct kind {
	struct watch *at;
	uint32_t *first; /* number + 1 of each client's first row; 0: none */
	struct rows rows;
	struct index by_word;
};

static struct {
	struct kind names, keys;
	uint32_t *found; /* clients that hear of a key */
	size_t count;
} watches;

static void
init(struct kind *kind)
{
	kind->at = arena_table(ROWS_MOST, sizeof(*kind->at));
	kind->first = arena_table(CLIENTS_MAX, sizeof(*kind->first));
	rows_init(&kind->rows, ROWS_MOST);
	INDEX_INIT(&kind->by_word, kind->at, ROWS_MOST, BUCKETS,
	    INDEX_NAME(struct watch, word, len));
}

static void
watches_init(void)
{
	init(&watches.names);
	init(&watches.keys);
}

static struct str
word_of(const struct watch *row)
{
	return (struct str) { row->word, row->len };
}

/* Returns the client's row behind that number + 1, or null. */
static const struct watch *
row_at(const struct kind *kind, uint32_t number)
{
	return number == 0 ? NULL : &kind->at[number - 1];
}

static bool
is_word(const struct kind *kind, const struct watch *row, struct str word)
{
	return kind == &watches.keys ? str_eq(word_of(row), word) :
				       str_caseeq(word_of(row), word);
}

/* Returns where the client's row of that word is, or the end of its rows. */
static uint32_t *
place_of(struct kind *kind, uint32_t client, struct str word)
{
	uint32_t *at = &kind->first[client];

	while (*at != 0 && !is_word(kind, &kind->at[*at - 1], word))
		at = &kind->at[*at - 1].next;
	return at;
}

static size_t
count_of(const struct kind *kind, uint32_t client)
{
	const struct watch *row = row_at(kind, kind->first[client]);
	size_t count = 0;

	for (; row != NULL; row = row_at(kind, row->next))
		count++;
	return count;
}

/* Adds a row, unless it is there. Returns false if there are too many. */
static bool
add(struct kind *kind, uint32_t client, struct str word, size_t most)
{
	uint32_t *at = place_of(kind, client, word), number;
	struct watch *row;

	if (*at != 0)
		return true;
	if (count_of(kind, client) >= most)
		return false;
	number = rows_alloc(&kind->rows);
	if (number == ROWS_NONE)
		return false;
	row = &kind->at[number];
	*row = (struct watch) { .client = client, .len = (uint8_t)word.len };
	memcpy(row->word, word.at, word.len);
	*at = number + 1;
	index_add(&kind->by_word, number);
	return true;
}

static void
drop(struct kind *kind, uint32_t *at)
{
	const uint32_t number = *at - 1;

	*at = kind->at[number].next;
	index_drop(&kind->by_word, number);
	rows_free(&kind->rows, number);
}

static void
drop_all(struct kind *kind, uint32_t client)
{
	while (kind->first[client] != 0)
		drop(kind, &kind->first[client]);
}

/* Returns the next row with that word, whoever's it is, or null. */
static const struct watch *
next_with(const struct kind *kind, struct str word, uint32_t *cursor)
{
	do
		*cursor = *cursor == WATCHES_FIRST ?
		    index_find(&kind->by_word, word) :
		    index_next(&kind->by_word, word, *cursor);
	while (
	    *cursor != ROWS_NONE && !is_word(kind, &kind->at[*cursor], word));
	return *cursor == ROWS_NONE ? NULL : &kind->at[*cursor];
}

uint32_t
watches_next(struct str name, uint32_t *cursor)
{
	const struct watch *row = next_with(&watches.names, name, cursor);

	return row == NULL ? CLIENT_NONE : row->client;
}

/* Tells the client whether somebody of that name is here now. */
static void
tell_state(uint32_t who, struct str name)
{
	const uint32_t client = clients_find(name);
	const struct str id = event_ids_next();

	if (client == CLIENT_NONE || clients_name(client).len == 0)
		fanout_client(who, WORDS(STR("offline"), id, name));
	else
		fanout_client(who,
		    WORDS(STR("online"), id,
			identity_wants_full(who) ? identity_actor(client) :
						   clients_name(client)));
}

enum outcome
watch_cmd(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];

	if (add(&watches.names, who, name, NAMES_OF_ONE)) {
		tell_state(who, name);
		return answers_ok(who, command, WORDS(name));
	}
	if (count_of(&watches.names, who) < NAMES_OF_ONE)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("clients already watch too many names"));
	return answers_reply(who,
	    WORDS(STR("err"), command->rule->word, code_word(CODE_TOO_MANY),
		STR("you cannot watch more names: limit"),
		DECIMAL(NAMES_OF_ONE)));
}

enum outcome
unwatch_cmd(uint32_t who, const struct command *command)
{
	uint32_t *at;

	if (command->count == 0) {
		drop_all(&watches.names, who);
	} else {
		at = place_of(&watches.names, who, command->arg[0]);
		if (*at != 0)
			drop(&watches.names, at);
	}
	return answers_ok(who, command, NO_WORDS);
}

enum outcome
watching_cmd(uint32_t who, const struct command *command)
{
	const struct kind *names = &watches.names;
	const struct watch *row = row_at(names, names->first[who]);

	for (; row != NULL; row = row_at(names, row->next))
		tell_state(who, word_of(row));
	return answers_ok(who, command, WORDS(DECIMAL(count_of(names, who))));
}

static void
tell_watchers(uint32_t client, const struct event *event)
{
	const struct str name = clients_name(client);
	uint32_t cursor = WATCHES_FIRST, watcher;

	while ((watcher = watches_next(name, &cursor)) != CLIENT_NONE)
		fanout_event(watcher, event);
}

void
watches_online(uint32_t client)
{
	const struct str word = STR("online"), id = event_ids_next();

	tell_watchers(client,
	    EVENT(WORDS(word, id, clients_name(client)),
		WORDS(word, id, FANOUT_ACTOR), client));
}

void
watches_offline(uint32_t client)
{
	tell_watchers(client,
	    SAME(
		WORDS(STR("offline"), event_ids_next(), clients_name(client))));
}

static size_t
count_words(struct str words)
{
	size_t count = 0;

	for (; words.at != NULL; count++)
		(void)str_word(&words);
	return count;
}

/* Replaces the client's keys; false, and none is changed: too many. */
static bool
listen_to(uint32_t client, struct str keys)
{
	const size_t room = ROWS_MOST - rows_used(&watches.keys.rows) +
	    count_of(&watches.keys, client);

	if (count_words(keys) > room)
		return false;
	drop_all(&watches.keys, client);
	while (keys.at != NULL)
		(void)add(&watches.keys, client, str_word(&keys),
		    LIMIT_KEYS); /* there is room */
	return true;
}

enum outcome
hear_cmd(uint32_t who, const struct command *command)
{
	if (command->count == 0)
		drop_all(&watches.keys, who);
	else if (count_words(command->arg[0]) > LIMIT_KEYS)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many keys: limit 20"));
	else if (!listen_to(who, command->arg[0]))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("clients already subscribe to too many keys"));
	return answers_ok(who, command, NO_WORDS);
}

struct str
hearers_next_key(uint32_t client, uint32_t *cursor)
{
	const uint32_t number = *cursor == WATCHES_FIRST ?
	    watches.keys.first[client] :
	    watches.keys.at[*cursor].next;

	*cursor = number - 1;
	return number == 0 ? (struct str) { NULL, 0 } :
			     word_of(&watches.keys.at[number - 1]);
}

/*
 * Returns whether the client may hear of the table: a group's if it is a
 * member, its own, or that of a client which is_heard and shares a group with
 * it.
 */
static bool
is_near(uint32_t client, uint32_t table, bool is_heard)
{
	if (table < GROUPS_MAX)
		return groups_has(table, client);
	budget_charge(WORK_ROW, 1 + groups_of(client)->count / 4);
	return client == table - GROUPS_MAX ||
	    (is_heard && groups_share(client, table - GROUPS_MAX));
}

/* Looks through the group's members, or all who hear of keys of that name. */
void
hearers_find(uint32_t table, struct str key)
{
	const struct set *members =
	    table < GROUPS_MAX ? groups_members(table) : NULL;
	const bool is_heard =
	    table < GROUPS_MAX || rights_is_heard(table - GROUPS_MAX, STR(""));
	struct kind *keys = &watches.keys;
	uint32_t cursor = WATCHES_FIRST;
	const struct watch *row;

	watches.count = 0;
	if (members != NULL && members->count < rows_used(&keys->rows)) {
		budget_charge(WORK_ROW, members->count);
		for (size_t i = 0; i < members->count; i++)
			if (*place_of(keys, members->at[i], key) != 0)
				watches.found[watches.count++] = members->at[i];
		return;
	}
	while ((row = next_with(keys, key, &cursor)) != NULL) {
		budget_charge(WORK_ROW, 1);
		if (is_near(row->client, table, is_heard))
			watches.found[watches.count++] = row->client;
	}
}

bool
hearers_are_slow(uint32_t but)
{
	size_t over = 0, others = 0;

	for (size_t i = 0; i < watches.count; i++) {
		if (watches.found[i] == but)
			continue;
		others++;
		over += slots_client_over_mark(watches.found[i]);
	}
	return over > 0 && 2 * over >= others;
}

void
hearers_tell(uint32_t table, struct words words)
{
	if (watches.count > 0)
		fanout_clients(table < GROUPS_MAX ? table : GROUP_NONE,
		    watches.found, watches.count, words);
}

static void
save(struct state *state, const struct kind *kind, uint32_t client,
    struct str word)
{
	const struct watch *row = row_at(kind, kind->first[client]);

	for (; row != NULL; row = row_at(kind, row->next))
		STATE_PUT(state, word, DECIMAL(client), word_of(row));
}

/* Saves "watch CLIENT NAME" and "hear CLIENT KEY" for each. */
static void
watches_save(struct state *state)
{
	FOR_EACH_CLIENT(client) {
		save(state, &watches.names, client, STR("watch"));
		save(state, &watches.keys, client, STR("hear"));
	}
}

static void
watches_load(struct state *state)
{
	struct str word = STR("");
	uint64_t client = 0;

	while (state_next(state)) {
		const bool is_key = state_is(state, STR("hear"));
		if (!is_key && !state_is(state, STR("watch")))
			continue;
		if (!STATE_LINE(state, NUMBER_TO(&client, UINT32_MAX),
			WORD_TO(&word, is_key ? key_check : name_check)) ||
		    !clients_is_named(client) ||
		    !add(is_key ? &watches.keys : &watches.names,
			(uint32_t)client, word,
			is_key ? LIMIT_KEYS : NAMES_OF_ONE))
			state_wrong(state, "invalid word, or too many");
	}
}

static void
watches_leave(uint32_t client)
{
	if (clients_name(client).len > 0)
		watches_offline(client);
	drop_all(&watches.names, client);
	drop_all(&watches.keys, client);
}

MODULE(watches) = { TABLES(TABLE(watches.found, CLIENTS_MAX)),
	.init = watches_init, .leave = watches_leave,
	SECTION("watches", watches) };
