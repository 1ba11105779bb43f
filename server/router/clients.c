/* Who is here: see clients.h. */
#include "router/clients.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/chain.h"
#include "base/hash.h"
#include "base/looks.h"
#include "base/rows.h"

#define BUCKETS 16384

static_assert(CLIENT_NONE == LOOKS_NONE && CLIENT_NONE == CHAIN_END &&
	CLIENT_NONE == ROWS_NONE,
    "none is none");

/*
 * To be saved: each client but its number in the tables of others, which may
 * be a new one.
 */
static struct {
	struct client *table;
	uint32_t *slot; /* of each: who walks many needs nothing else */
	struct rows rows;
	struct chain by_name;
	struct looks looks; /* of the names */
	size_t max;
} clients;

bool
clients_init(void)
{
	clients.table = arena_table(CLIENTS_MAX, sizeof(*clients.table));
	clients.slot = arena_table(CLIENTS_MAX, sizeof(*clients.slot));
	return clients.table != NULL && clients.slot != NULL &&
	    rows_init(&clients.rows, CLIENTS_MAX) &&
	    chain_init(&clients.by_name, BUCKETS, CLIENTS_MAX) &&
	    looks_init(&clients.looks, CLIENTS_MAX);
}

void
clients_limit(size_t max)
{
	assert(max <= CLIENTS_MAX);
	clients.max = max;
}

size_t
clients_max(void)
{
	return clients.max;
}

size_t
clients_used(void)
{
	return rows_used(&clients.rows);
}

uint32_t
clients_take(uint32_t slot)
{
	uint32_t client;

	if (clients_used() >= clients.max)
		return CLIENT_NONE;
	client = rows_take(&clients.rows);
	if (client == CLIENT_NONE)
		return CLIENT_NONE;
	clients.table[client] = (struct client) { .groups = { 0 } };
	clients.slot[client] = slot;
	return client;
}

void
clients_release(uint32_t client)
{
	assert(!clients.table[client].named);
	assert(clients.table[client].groups.count == 0);
	clients.slot[client] = SLOT_NONE;
	rows_give(&clients.rows, client);
}

struct client *
clients_get(uint32_t client)
{
	assert(client < clients.rows.ever);
	return &clients.table[client];
}

uint32_t
clients_slot(uint32_t client)
{
	return clients.slot[client];
}

struct str
clients_name(uint32_t client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->name, c->named ? c->name_len : 0 };
}

struct str
clients_last_name(uint32_t client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->name, c->name_len };
}

uint32_t
clients_find(struct str name)
{
	uint32_t client = chain_first(&clients.by_name, hash_name(name));

	while (
	    client != CHAIN_END && !str_same(clients_last_name(client), name))
		client = chain_next(&clients.by_name, client);
	return client;
}

uint32_t
clients_find_like(struct str name, uint32_t but)
{
	return looks_find(&clients.looks, name, but);
}

void
clients_drop_name(uint32_t client)
{
	struct client *c = clients_get(client);

	if (!c->named)
		return;
	chain_drop(&clients.by_name, hash_name(clients_name(client)), client);
	looks_drop(&clients.looks, client);
	c->named = false;
}

bool
clients_set_name(uint32_t client, struct str name)
{
	struct client *c = clients_get(client);
	const uint32_t owner = clients_find(name);

	assert(name.len > 0 && name.len <= sizeof(c->name));
	if (owner != CLIENT_NONE && owner != client)
		return false;
	clients_drop_name(client);
	memmove(c->name, name.at, name.len);
	c->name_len = (uint8_t)name.len;
	c->named = true;
	chain_add(&clients.by_name, hash_name(clients_name(client)), client);
	looks_add(&clients.looks, client, clients_name(client));
	return true;
}
