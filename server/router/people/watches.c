/* Watches: see watches.h. */
#include "router/people/watches.h"

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
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "shared/limits.h"

#define BUCKETS 16384

static_assert(INDEX_NONE == ROWS_NONE, "none is none");

struct watch {
	uint32_t client; /* the watcher */
	uint32_t next; /* another watch of that client */
	uint8_t len;
	char name[LIMIT_NAME];
};

static struct {
	struct watch *at;
	uint32_t *first; /* of each client, + 1; 0: none */
	struct rows rows;
	struct index by_name;
} watches;

static void
watches_init(void)
{
	watches.at = arena_table(WATCHES_MAX, sizeof(*watches.at));
	watches.first = arena_table(CLIENTS_MAX, sizeof(*watches.first));
	rows_init(&watches.rows, WATCHES_MAX);
	INDEX_INIT(&watches.by_name, watches.at, WATCHES_MAX, BUCKETS,
	    INDEX_NAME(struct watch, name, len));
}

static struct str
name_of(uint32_t row)
{
	return (struct str) { watches.at[row].name, watches.at[row].len };
}

static uint32_t
first_of(uint32_t client)
{
	return watches.first[client] - 1;
}

uint32_t
watches_next(struct str name, uint32_t *cursor)
{
	const uint32_t row = *cursor == WATCHES_FIRST ?
	    index_find(&watches.by_name, name) :
	    index_next(&watches.by_name, name, *cursor);

	if (row == ROWS_NONE)
		return CLIENT_NONE;
	*cursor = row;
	return watches.at[row].client;
}

static size_t
count_of(uint32_t client)
{
	size_t count = 0;

	for (uint32_t row = first_of(client); row != ROWS_NONE;
	     row = watches.at[row].next)
		count++;
	return count;
}

static bool
is_watched(uint32_t client, struct str name)
{
	for (uint32_t row = first_of(client); row != ROWS_NONE;
	     row = watches.at[row].next)
		if (str_caseeq(name_of(row), name))
			return true;
	return false;
}

/*
 * Adds a watch. Returns false if there are too many, of the client's or in all.
 */
static bool
watches_add(uint32_t client, struct str name)
{
	uint32_t row;

	if (is_watched(client, name))
		return true;
	if (count_of(client) == WATCHES_OF_ONE)
		return false;
	row = rows_alloc(&watches.rows);
	if (row == ROWS_NONE)
		return false;
	watches.at[row] = (struct watch) { .client = client,
		.next = first_of(client),
		.len = (uint8_t)name.len };
	memcpy(watches.at[row].name, name.at, name.len);
	watches.first[client] = row + 1;
	index_add(&watches.by_name, row);
	return true;
}

static void
watches_drop(uint32_t row)
{
	index_drop(&watches.by_name, row);
	rows_free(&watches.rows, row);
}

static void
drop_all(uint32_t client)
{
	uint32_t row = first_of(client);

	while (row != ROWS_NONE) {
		const uint32_t next = watches.at[row].next;
		watches_drop(row);
		row = next;
	}
	watches.first[client] = 0;
}

static void
forget(uint32_t client, struct str name)
{
	uint32_t row = first_of(client), last = ROWS_NONE;

	while (row != ROWS_NONE && !str_caseeq(name_of(row), name)) {
		last = row;
		row = watches.at[row].next;
	}
	if (row == ROWS_NONE)
		return;
	if (last == ROWS_NONE)
		watches.first[client] = watches.at[row].next + 1;
	else
		watches.at[last].next = watches.at[row].next;
	watches_drop(row);
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

/* Refuses a watch, and names the limit: the client's own, or that of all. */
static enum outcome
watches_refuse(uint32_t who, const struct command *command)
{
	if (count_of(who) < WATCHES_OF_ONE)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("clients already watch too many names"));
	return answers_reply(who,
	    WORDS(STR("err"), command->rule->word, code_word(CODE_TOO_MANY),
		STR("you cannot watch more names: limit"),
		DECIMAL(WATCHES_OF_ONE)));
}

enum outcome
watch_cmd(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];

	if (!watches_add(who, name))
		return watches_refuse(who, command);
	tell_state(who, name);
	return answers_ok(who, command, WORDS(name));
}

enum outcome
unwatch_cmd(uint32_t who, const struct command *command)
{
	if (command->count == 0)
		drop_all(who);
	else
		forget(who, command->arg[0]);
	return answers_ok(who, command, NO_WORDS);
}

enum outcome
watching_cmd(uint32_t who, const struct command *command)
{
	for (uint32_t row = first_of(who); row != ROWS_NONE;
	     row = watches.at[row].next)
		tell_state(who, name_of(row));
	return answers_ok(who, command, WORDS(DECIMAL(count_of(who))));
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

void
watches_save(struct state *state, uint32_t client)
{
	uint32_t rows[WATCHES_OF_ONE];
	size_t count = 0;

	for (uint32_t row = first_of(client); row != ROWS_NONE;
	     row = watches.at[row].next)
		rows[count++] = row;
	while (count > 0) /* oldest first, as loading expects */
		state_put_text(state, STR("watch"), name_of(rows[--count]));
}

bool
watches_load(struct state *state, uint32_t client)
{
	if (!state_is(state, STR("watch")))
		return false;
	if (name_check(state->value) != CODE_OK ||
	    !watches_add(client, state->value))
		state_wrong(state, "invalid name, or too many names");
	return true;
}

static void
watches_leave(uint32_t client)
{
	if (clients_name(client).len > 0)
		watches_offline(client);
	drop_all(client);
}

MODULE(watches) = { .init = watches_init, .leave = watches_leave };
