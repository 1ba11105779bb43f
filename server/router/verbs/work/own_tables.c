/* The tables of clients that are logged in: see own_tables.h. */
#include "router/verbs/work/own_tables.h"

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
#include "router/verbs/work/key_subscriptions.h"
#include "router/verbs/work/lasting.h"

/* KNOWN: the client's table has what its account has, as far as it knows. */
enum phase { KNOWN, WAITS, IS_READ };

struct own {
	uint8_t phase;
	uint32_t left; /* rows in the store that the table has no room for */
	usec until; /* ticks_mono: its commands wait no longer */
};

/*
 * Not saved: after an upgrade all tables are known. One whose rows were being
 * read then gets them with the next login.
 */
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
	const struct row *row;

	if (lasting_own_table(client).len == 0)
		return;
	for (size_t i = 0; (row = table_at(table_of_client(client), i)) != NULL;
	     i++)
		(void)lasting_put_row(row); /* nobody was told that it lasts */
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

void
own_tables_end(uint32_t client)
{
	const uint32_t table = table_of_client(client);
	const struct row *row;
	size_t at = 0;

	if (lasting_own_table(client).len == 0)
		return;
	own_tables.of[client].phase = KNOWN;
	while ((row = table_at(table, at)) != NULL)
		if (holds_find_lock(table, row_key(row)) == LOCK_NONE)
			remove_row(client, row_key(row));
		else
			at++;
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
		own_tables.of[client].phase = IS_READ;
		own_tables.of[client].left = 0;
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
	own_tables.of[client].phase = KNOWN;
}

/*
 * Leaves a row in the store: it is the account's, and comes with a later login,
 * when there is room. Returns false if the account has too many.
 */
static bool
leave_row(uint32_t client)
{
	struct own *own = &own_tables.of[client];

	own->left++;
	return table_count(table_of_client(client)) + own->left <=
	    TABLE_KEYS_MAX;
}

bool
own_tables_take(uint32_t client, const struct row_texts *texts)
{
	const uint32_t table = table_of_client(client);
	const uint64_t id = event_ids_next_number();
	struct row *row;

	if (table_find(table, texts->key) != NULL ||
	    holds_find_lock(table, texts->key) != LOCK_NONE)
		return true;
	if (table_make(table, texts->key, client, texts->value, &row) !=
	    CODE_OK)
		return leave_row(client);
	table_drop(row);
	row = table_remake(table, client, texts);
	if (row == NULL)
		return true;
	if (clients_name(client).len > 0) {
		subscriptions_find(table, texts->key);
		subscriptions_notify(table,
		    WORDS(STR("set"), DECIMAL(id), clients_title(client),
			texts->key, texts->name, texts->value));
	}
	table_put(table, row, id);
	return true;
}

static void
own_tables_leave(uint32_t client)
{
	own_tables.of[client].phase = KNOWN;
}

MODULE(own_tables) = { TABLES(TABLE(own_tables.of, CLIENTS_MAX),
			   TABLE(own_tables.waiting.has, CLIENTS_MAX),
			   TABLE(own_tables.waiting.row, CLIENTS_MAX)),
	.leave = own_tables_leave };
