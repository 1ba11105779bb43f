/* The tables of clients that are logged in: see own_tables.h. */
#include "router/verbs/work/own_tables.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/ring.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/model/clients.h"
#include "router/model/holds.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "router/verbs/work/key_subscriptions.h"
#include "router/verbs/work/lasting.h"
#include "router/verbs/work/own_shares.h"

/* Rows that a turn puts, even if its budget is spent. */
#define LEAST 8

/* KNOWN: the client's table has what its account has, as far as it knows. */
enum phase { KNOWN, WAITS, IS_READ };

struct own {
	uint8_t phase;
	uint64_t since; /* an ID after those of rows from before the login */
	size_t rows, bytes; /* of the account, that were read */
	usec until; /* ticks_mono: its commands wait no longer */
};

/* Saved: who waits or is read, and since when; reading begins anew. */
static struct {
	struct own *of; /* by client */
	struct ring waiting;
} own_tables;

static void
enlist(uint32_t client)
{
	struct own *own = &own_tables.of[client];

	own->phase = WAITS;
	watch_no_wait();
	/* Or it is there. */
	(void)ring_add(&own_tables.waiting, CLIENTS_MAX, client);
}

void
own_tables_begin(uint32_t client)
{
	if (lasting_own_table(client).len == 0)
		return;
	own_tables.of[client].since = event_ids_next_number();
	own_tables.of[client].until = ticks_mono() + config_now()->hold_time;
	enlist(client);
}

/* Removes the row from the client's table, and tells those who hear of it. */
static void
remove_row(uint32_t client, struct str key)
{
	const uint32_t table = table_of_client(client);

	if (clients_name(client).len > 0) {
		subscriptions_find(table, key);
		subscriptions_notify(table,
		    WORDS(STR("cut"), event_ids_next(), clients_title(client),
			key, clients_name(client)));
	}
	table_cut(table, key);
}

/*
 * Returns whether the row is from before the login, and not the account's yet.
 */
static bool
is_new(uint32_t client, const struct row *row)
{
	return own_tables.of[client].phase != KNOWN &&
	    row->id < own_tables.of[client].since;
}

void
own_tables_end(uint32_t client)
{
	const uint32_t table = table_of_client(client);
	const struct row *row;
	size_t at = 0;

	own_shares_end(client);
	while (lasting_own_table(client).len > 0 &&
	    (row = table_at(table, at)) != NULL)
		if (holds_find_lock(table, row_key(row)) == LOCK_NONE &&
		    !is_new(client, row))
			remove_row(client, row_key(row));
		else
			at++;
	own_tables.of[client] = (struct own) { .phase = KNOWN };
}

bool
own_tables_must_wait(uint32_t client)
{
	const struct own *own = &own_tables.of[client];

	if (own->phase == KNOWN || ticks_mono() >= own->until)
		return false;
	slots_get(clients_slot(client))->up.not_before = own->until;
	return true;
}

uint32_t
own_tables_next(void)
{
	uint32_t client;

	while ((client = ring_take(&own_tables.waiting, CLIENTS_MAX)) !=
	    RING_NONE) {
		if (own_tables.of[client].phase != WAITS)
			continue;
		own_tables.of[client].phase = KNOWN;
		if (lasting_own_table(client).len == 0)
			continue; /* without a history there is nothing */
		own_tables.of[client].phase = IS_READ;
		own_tables.of[client].rows = own_tables.of[client].bytes = 0;
		own_shares_begin(client);
		return client;
	}
	return CLIENT_NONE;
}

bool
own_tables_is_read(uint32_t client)
{
	return own_tables.of[client].phase == IS_READ;
}

void
own_tables_again(uint32_t client)
{
	enlist(client);
}

void
own_tables_loaded(uint32_t client)
{
	const struct own *own = &own_tables.of[client];

	own_shares_set(client, own->rows, own->bytes);
}

/*
 * Puts a row from before the login into the store: it is the account's now.
 * Removes one that the account has no room for. Returns false if it has to be
 * called again: too much waits for the journal.
 */
static bool
put_new(uint32_t client, const struct row *row)
{
	if (!is_new(client, row) || !lasting_has_row(row))
		return true;
	if (!own_shares_allow(client, row, NULL)) {
		remove_row(client, row_key(row));
		return true;
	}
	if (!lasting_put_row(row))
		return false;
	own_shares_replace(client, row, NULL);
	return true;
}

bool
own_tables_put_on(uint32_t client, char key[LIMIT_KEY + 1])
{
	const uint32_t table = table_of_client(client);
	const struct row *row;
	char next[LIMIT_KEY + 1];
	size_t place;

	for (unsigned i = 0;; i++) {
		place = key[0] != '\0' ? table_place(table, str_from(key)) :
					 table_count(table);
		if (place == 0)
			break;
		if (i >= LEAST && budget_turn_is_spent()) {
			watch_no_wait();
			return false;
		}
		budget_charge(WORK_ROW, 1);
		row = table_at(table, place - 1);
		memcpy(next, row_key(row).at, row->key_len);
		next[row->key_len] = '\0';
		if (!put_new(client, row))
			return false;
		memcpy(key, next, sizeof(next));
	}
	own_tables.of[client].phase = KNOWN;
	return true;
}

void
own_tables_take(uint32_t client, const struct row_texts *texts)
{
	const uint32_t table = table_of_client(client);
	const uint64_t id = event_ids_next_number();
	struct own *own = &own_tables.of[client];
	const struct row *old = table_find(table, texts->key);
	struct row *row;

	if (old == NULL || !is_new(client, old)) {
		own->rows++;
		own->bytes += table_row_size(texts);
	}
	if (old != NULL || holds_find_lock(table, texts->key) != LOCK_NONE)
		return;
	if (table_make(table, texts->key, client, texts->value, &row) !=
	    CODE_OK)
		return; /* it comes with a later login, when there is room */
	table_drop(row);
	row = table_remake(table, client, texts);
	if (row == NULL)
		return;
	if (clients_name(client).len > 0) {
		subscriptions_find(table, texts->key);
		subscriptions_notify(table,
		    WORDS(STR("set"), DECIMAL(id), clients_title(client),
			texts->key, texts->name, texts->value));
	}
	table_put(table, row, id);
}

/*
 * Nobody is going to know the account's rows: the journal takes those from
 * before the login as far as the account has room for them.
 */
static void
own_tables_leave(uint32_t client)
{
	const struct row *row;

	for (size_t i = 0; own_tables.of[client].phase != KNOWN &&
	     (row = table_at(table_of_client(client), i)) != NULL;
	     i++) {
		budget_charge(WORK_ROW, 1);
		if (is_new(client, row))
			lasting_bring_row(row);
	}
	own_tables.of[client] = (struct own) { .phase = KNOWN };
}

static void
own_tables_save(struct state *state)
{
	FOR_EACH_CLIENT(i)
		if (own_tables.of[i].phase != KNOWN)
			STATE_PUT(state, STR("waits"), DECIMAL(i),
			    DECIMAL(own_tables.of[i].since));
}

static void
own_tables_load(struct state *state)
{
	uint64_t words[2]; /* client, since */

	while (state_next(state)) {
		if (!state_is(state, STR("waits")) ||
		    !state_words(state, words, COUNT(words)))
			continue;
		if (!clients_has(words[0])) {
			state_wrong(state, "invalid client");
			continue;
		}
		own_tables.of[words[0]].since = words[1];
		enlist((uint32_t)words[0]);
	}
}

MODULE(own_tables) = { TABLES(TABLE(own_tables.of, CLIENTS_MAX),
			   TABLE(own_tables.waiting.has, CLIENTS_MAX),
			   TABLE(own_tables.waiting.row, CLIENTS_MAX)),
	SECTION("own_tables", own_tables, MODULE_MAY_LACK),
	.leave = own_tables_leave };
