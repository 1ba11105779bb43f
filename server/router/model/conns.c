/* The connections: see conns.h. */
#include "router/model/conns.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "shared/limits.h"

/* The slot of a loaded connection until conns_bind. */
#define SLOT_UNKNOWN (SLOT_NONE - 1)

static struct {
	struct connection *table;
	struct rows rows;
	struct conns_counts counts;
} conns;

static void
conns_init(void)
{
	rows_init(&conns.rows, CLIENTS_MAX);
}

struct conns_counts *
conns_counts(void)
{
	return &conns.counts;
}

static void
begin(conn_id conn, uint32_t slot)
{
	conns.table[conn.n] = (struct connection) {
		.slot = slot, .client = { conn.n }, .next = CONN_NONE
	};
	conns.counts.used++;
}

conn_id
conns_add(uint32_t slot)
{
	conn_id conn = CONN_NONE;

	if (conns.counts.used < conns.counts.max)
		conn.n = rows_alloc(&conns.rows);
	if (conn_is(conn))
		begin(conn, slot);
	return conn;
}

/* The client's number goes with the last one, so that its name is in the log.
 */
void
conns_release(conn_id conn)
{
	const conn_id first = conns_first(conns.table[conn.n].client);
	conn_id before = first;

	peers_leave(&conns.table[conn.n].origin);
	conns.table[conn.n].slot = SLOT_NONE;
	conns.counts.used--;
	if (!conn_same(conn, first)) {
		while (!conn_same(conns_after(before), conn))
			before = conns_after(before);
		conns.table[before.n].next = conns_after(conn);
		rows_free(&conns.rows, conn.n);
	}
	if (conns_slot(first) == SLOT_NONE && !conn_is(conns_after(first)))
		rows_free(&conns.rows, first.n);
}

struct connection *
conns_get(conn_id conn)
{
	assert(conn.n < conns.rows.ever);
	return &conns.table[conn.n];
}

uint32_t
conns_slot(conn_id conn)
{
	return conns.table[conn.n].slot;
}

conn_id
conns_after(conn_id conn)
{
	return conns.table[conn.n].next;
}

void
conns_attach(conn_id conn, client_id client)
{
	struct connection *first = &conns.table[client.n];

	conns.table[conn.n].client = client;
	conns.table[conn.n].next = first->next;
	first->next = conn;
}

size_t
conns_count(client_id client)
{
	size_t count = 0;

	FOR_EACH_CONN_OF(it, client)
		count += !conns.table[it.n].ended;
	return count;
}

conn_id
conns_next_row(uint32_t number)
{
	return (conn_id) { rows_next(&conns.rows, number) };
}

conn_id
conns_next(uint32_t number)
{
	conn_id conn = conns_next_row(number);

	while (conn_is(conn) && conns_slot(conn) == SLOT_NONE)
		conn = conns_next_row(conn.n + 1);
	return conn;
}

struct network
conns_network(conn_id conn)
{
	return peers_of_client(
	    conns_get(conn)->peer, &conns_get(conn)->peer_user);
}

bool
conns_takes_secret(conn_id conn)
{
	return conns_get(conn)->secure || config_now()->login_plaintext;
}

/*
 * What the bucket of lines holds beyond the burst. An expensive line counts as
 * up to a burst of lines, and a message as up to LIMIT_LINES: either runs at
 * once even if these exceed the burst, and then delays the lines after it.
 */
static uint64_t
line_excess(void)
{
	return config_now()->line_burst + LIMIT_LINES;
}

static struct rate
line_rate(void)
{
	return (struct rate) { config_now()->line_rate,
		config_now()->line_burst + line_excess(), SEC };
}

static struct rate
byte_rate(void)
{
	return (struct rate) { config_now()->byte_rate,
		config_now()->byte_burst, SEC };
}

usec
conns_rate_wait(conn_id conn, size_t bytes)
{
	const struct connection *c = conns_get(conn);
	const struct rate lines = line_rate(), sizes = byte_rate();

	return usec_later(
	    bucket_wait(&c->lines, &lines, 1 + line_excess(), ticks_mono()),
	    bucket_wait(&c->bytes, &sizes, bytes, ticks_mono()));
}

void
conns_charge(conn_id conn, uint64_t lines, size_t bytes)
{
	struct connection *c = conns_get(conn);
	const struct rate rate = line_rate(), sizes = byte_rate();

	bucket_charge(&c->lines, &rate, lines, ticks_mono());
	bucket_charge(&c->bytes, &sizes, bytes, ticks_mono());
}

bool
conns_has(uint64_t number)
{
	return rows_has(&conns.rows, number);
}

conn_id
conns_load_row(struct state *state)
{
	const conn_id conn = { rows_load(&conns.rows, state) };

	if (conn_is(conn))
		begin(conn, SLOT_UNKNOWN);
	return conn;
}

bool
conns_bind(uint64_t number, uint32_t slot)
{
	if (!conns_has(number) || conns.table[number].slot != SLOT_UNKNOWN)
		return false;
	conns.table[number].slot = slot;
	return true;
}

static const struct field saved[] = {
	FIELD(TEXT, struct connection, peer),
	FIELD(NUMBER, struct connection, lines.used),
	FIELD(NUMBER, struct connection, lines.at),
	FIELD(NUMBER, struct connection, bytes.used),
	FIELD(NUMBER, struct connection, bytes.at),
	FIELD(BOOL, struct connection, full),
	FIELD(BOOL, struct connection, hears_all),
	FIELD(BOOL, struct connection, is_bot),
	FIELD(BOOL, struct connection, ended),
	FIELD(BOOL, struct connection, proxy_pending),
	FIELD(BOOL, struct connection, needs_password),
	FIELD(BOOL, struct connection, secure),
	FIELD(NUMBER, struct connection, denied),
	FIELD(NUMBER, struct connection, wrong),
	FIELD(NUMBER, struct connection, offers),
};

/* "lead" is the number of its client, + 1, if that is not its own. */
static void
conns_save(struct state *state, conn_id conn)
{
	const struct connection *c = &conns.table[conn.n];

	if (c->client.n != conn.n)
		state_put(state, STR("lead"), (uint64_t)c->client.n + 1);
	if (c->origin != PEERS_NONE)
		state_put(state, STR("origin"), c->origin);
	if (c->peer_user.is_known)
		state_put(state, STR("uid"), c->peer_user.user);
	if (c->slot == SLOT_NONE)
		state_put(state, STR("gone"), 1);
}

static bool
conns_load(struct state *state, conn_id conn)
{
	struct connection *c = &conns.table[conn.n];
	uint64_t value;

	if (state_is(state, STR("lead"))) {
		if (state_number(state, CLIENTS_MAX, &value))
			c->client.n = (uint32_t)value - 1;
	} else if (state_is(state, STR("origin"))) {
		if (state_number(state, UINT32_MAX, &value) &&
		    c->origin == PEERS_NONE && peers_enter_again(value))
			c->origin = (uint32_t)value;
		else
			state_wrong(state, "unknown or duplicate origin");
	} else if (state_is(state, STR("uid"))) {
		c->peer_user.is_known = state_number(state, UINT32_MAX, &value);
		if (c->peer_user.is_known)
			c->peer_user.user = (uid_t)value;
	} else if (state_is(state, STR("gone"))) {
		conns.counts.used -= c->slot != SLOT_NONE;
		c->slot = SLOT_NONE;
	} else {
		return false;
	}
	return true;
}

void
conns_load_end(struct state *state)
{
	for (conn_id conn = conns_next_row(0); conn_is(conn);
	     conn = conns_next_row(conn.n + 1)) {
		const client_id client = conns.table[conn.n].client;
		if (client.n == conn.n)
			continue;
		if (conns_has(client.n) &&
		    conns.table[client.n].client.n == client.n)
			conns_attach(conn, client);
		else
			state_wrong(state, "a connection of no client");
	}
}

MODULE(conns) = { .init = conns_init,
	TABLES(TABLE(conns.table, CLIENTS_MAX)),
	.client_fields = { saved, COUNT(saved) },
	.save_client = conns_save,
	.load_client = conns_load };
