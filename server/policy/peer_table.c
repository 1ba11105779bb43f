/* Facts about addresses: see peer_table.h. */
#include "policy/peer_table.h"

#include <assert.h>

#include "base/data/index.h"
#include "base/data/networks.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"

#define BUCKETS 65536
#define FIRST (PEER_TABLE_SHARED + 1) /* the first entry of an address */

/*
 * The entries checked for expiry each time one is made: more than one, so that
 * the table stays little larger than it needs to be.
 */
#define SWEEP 8

static struct {
	struct peer *at;
	struct rows rows; /* those below FIRST are taken */
	struct index by_ip;
	uint32_t hand; /* the next entry to check */
} table;

void
peer_table_init(size_t entries)
{
	const size_t size = entries + FIRST;

	table.hand = FIRST;
	table.at = arena_table(size, sizeof(*table.at));
	rows_init(&table.rows, size);
	INDEX_INIT(&table.by_ip, table.at, size, BUCKETS,
	    INDEX_BYTES(struct peer, from.ip, from.ip));
	for (uint32_t row = 0; row < FIRST; row++)
		(void)rows_alloc(&table.rows); /* there is room */
}

struct peer *
peer_table_get(uint32_t number)
{
	assert(number != PEER_TABLE_NONE && number < table.rows.ever);
	return &table.at[number];
}

size_t
peer_table_used(void)
{
	return rows_used(&table.rows) - FIRST;
}

size_t
peer_table_most(void)
{
	size_t most = 0;

	for (uint32_t row = FIRST; row < table.rows.ever; row++)
		if (table.at[row].from.bits > 0 && table.at[row].clients > most)
			most = table.at[row].clients;
	return most;
}

static bool
is_over(const struct peer *peer, usec now)
{
	return peer->from.bits > 0 && peer->clients == 0 && peer->until <= now;
}

static void
forget(uint32_t number)
{
	index_drop(&table.by_ip, number);
	table.at[number] = (struct peer) { 0 };
	rows_free(&table.rows, number);
}

/* Checks some of the entries, and all of them over time. */
static void
sweep(usec now)
{
	for (int i = 0; i < SWEEP; i++) {
		if (table.hand >= table.rows.ever)
			table.hand = FIRST;
		if (table.hand < table.rows.ever &&
		    is_over(&table.at[table.hand], now))
			forget(table.hand);
		table.hand++;
	}
}

static uint32_t
peer_table_make(const struct network *from, usec now)
{
	uint32_t number;

	sweep(now);
	number = rows_alloc(&table.rows);
	if (number == ROWS_NONE)
		return PEER_TABLE_SHARED;
	table.at[number] = (struct peer) { .from = *from };
	index_add(&table.by_ip, number);
	return number;
}

uint32_t
peer_table_find(const struct ip *ip, usec now)
{
	const struct network from = network_of_one(ip);
	const uint32_t number = index_find(&table.by_ip, STR_BYTES(from.ip));

	return number != INDEX_NONE ? number : peer_table_make(&from, now);
}

bool
peer_table_has(uint64_t number)
{
	return number == PEER_TABLE_SHARED ||
	    (number < table.rows.ever && table.at[number].from.bits > 0);
}

static const struct field saved[] = {
	FIELD(NUMBER, struct peer, crashes),
	FIELD(REAL, struct peer, calm),
	FIELD(REAL, struct peer, kept_out),
	FIELD(NUMBER, struct peer, came.used),
	FIELD(REAL, struct peer, came.at),
	FIELD(NUMBER, struct peer, logins.used),
	FIELD(REAL, struct peer, logins.at),
	FIELD(REAL, struct peer, until),
};

static void
peer_table_save(struct state *state)
{
	for (uint32_t row = PEER_TABLE_SHARED; row < table.rows.ever; row++) {
		const struct peer *peer = &table.at[row];
		if (!peer_table_has(row) || is_over(peer, state->real))
			continue;
		state_put(state, STR("peer"), row);
		if (row != PEER_TABLE_SHARED)
			state_put_text(
			    state, STR("from"), NETWORK_STR(&peer->from));
		fields_put(state, FIELDS(saved), peer);
	}
}

/* Makes the entry of that number and of the network in this line. */
static struct peer *
peer_table_claim(struct state *state, uint64_t row)
{
	struct network from;

	if (!network_from_state(state, &from))
		return NULL;
	if (from.bits == 0 || !rows_claim(&table.rows, row)) {
		state_wrong(state, "network or number invalid or in use");
		return NULL;
	}
	table.at[row] = (struct peer) { .from = from };
	index_add(&table.by_ip, (uint32_t)row);
	return &table.at[row];
}

#define NO_NETWORK "the entry before has no network"

/* An entry has "peer NUMBER", then "from NETWORK" unless it is the shared one.
 */
static void
peer_table_load(struct state *state)
{
	struct peer *peer = NULL;
	uint64_t row = PEER_TABLE_NONE;
	bool lacks = false; /* its network has not come */

	while (state_next(state))
		if (state_is(state, STR("peer"))) {
			if (lacks)
				state_wrong(state, NO_NETWORK);
			if (!state_number(state, UINT32_MAX, &row))
				row = PEER_TABLE_NONE;
			peer = row == PEER_TABLE_SHARED ? &table.at[row] : NULL;
			lacks = peer == NULL && row != PEER_TABLE_NONE;
		} else if (peer == NULL && state_is(state, STR("from"))) {
			peer = peer_table_claim(state, row);
			lacks = false;
		} else if (peer != NULL) {
			fields_get(state, FIELDS(saved), peer);
		} else if (row == PEER_TABLE_NONE) {
			state_wrong(state, "without an entry");
		}
	if (lacks)
		state_wrong(state, NO_NETWORK);
}

MODULE(peer_table) = { SECTION("peers", peer_table, 0) };
