/* The client table: see clients.h. */
#include "router/model/clients.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/cloak.h"
#include "policy/peers.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/names.h"

#define BUCKETS 16384

static_assert(CLOAK_ROOM == LIMIT_HOST + 1, "a host fits");

static struct {
	struct client *table;
	struct index by_name;
	struct clients_counts counts;
	uint64_t visits; /* for the holders of things */
	struct index by_account; /* clients that are logged in */
} clients;

static void
clients_init(void)
{
	INDEX_INIT(&clients.by_name, clients.table, CLIENTS_MAX, BUCKETS,
	    INDEX_LIKE(struct client, table_name[1], name_len));
	INDEX_INIT(&clients.by_account, clients.table, CLIENTS_MAX, BUCKETS,
	    INDEX_TEXT(struct client, account));
}

unsigned
clients_flag(const char *letters, char letter)
{
	const char *at = letter != '\0' ? strchr(letters, letter) : NULL;

	return at != NULL ? 1U << (at - letters) : 0;
}

struct str
clients_letters(const char *letters, unsigned flags, char *room)
{
	size_t len = 0;

	for (size_t i = 0; letters[i] != '\0'; i++)
		if ((flags >> i & 1) != 0)
			room[len++] = letters[i];
	return len > 0 ? (struct str) { room, len } : STR("-");
}

const struct clients_counts *
clients_counts(void)
{
	return &clients.counts;
}

client_id
client_of(conn_id conn)
{
	return conns_get(conn)->client;
}

struct client *
clients_get(client_id client)
{
	assert(client.n < CLIENTS_MAX);
	return &clients.table[client.n];
}

/* Sets up a new client, or one of a loaded state. */
static void
begin(uint32_t number)
{
	clients.table[number] = (struct client) { .table_name = "@",
		.visit = ++clients.visits,
		.signed_on = clock_wall(),
		.spoke = ticks_mono() };
}

conn_id
clients_new(uint32_t slot)
{
	const conn_id conn = conns_add(slot);

	if (conn_is(conn)) {
		begin(conn.n);
		clients.counts.here++;
	}
	return conn;
}

void
clients_release(conn_id conn)
{
	if (!conns_get(conn)->ended) /* nor has anybody left */
		clients.counts.here--;
	conns_release(conn);
}

bool
clients_may_change(client_id client)
{
	const struct rate rate = bucket_minute(config_now()->change_rate);
	const struct client *c = clients_get(client);

	return !c->named ||
	    bucket_wait(&c->changes, &rate, 1, ticks_mono()) == 0;
}

void
clients_note_change(client_id client)
{
	const struct rate rate = bucket_minute(config_now()->change_rate);
	struct client *c = clients_get(client);

	if (c->named)
		bucket_charge(&c->changes, &rate, 1, ticks_mono());
}

struct holder
clients_hold(client_id client, enum quota what, size_t count)
{
	struct client *c = clients_get(client);

	c->held[what] += count;
	return (struct holder) { c->visit, client.n + 1 };
}

client_id
clients_of(struct holder holder)
{
	const client_id client = { holder.client - 1 };

	return holder.client != 0 &&
		clients_get(client)->visit == holder.visit ?
	    client :
	    CLIENT_NONE;
}

void
clients_refund(struct holder *holder, enum quota what, size_t count)
{
	const client_id client = clients_of(*holder);

	if (client_is(client)) {
		assert(clients_get(client)->held[what] >= count);
		clients_get(client)->held[what] -= count;
	}
	*holder = (struct holder) { 0 };
}

bool
clients_may_make_group(client_id client)
{
	const size_t most = config_now()->max_made;

	return most == 0 || clients_get(client)->held[QUOTA_GROUPS] < most;
}

struct str
clients_name(client_id client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name + 1, c->named ? c->name_len : 0 };
}

struct str
clients_last_name(client_id client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name + 1, c->name_len };
}

struct str
clients_title(client_id client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name, (size_t)1 + c->name_len };
}

client_id
clients_find(struct str name)
{
	return (client_id) { index_find(&clients.by_name, name) };
}

client_id
clients_find_like(struct str name, client_id but)
{
	return (client_id) { index_like(&clients.by_name, name, but.n) };
}

static void
clients_drop_name(client_id client)
{
	struct client *c = clients_get(client);

	if (!c->named)
		return;
	index_drop(&clients.by_name, client.n);
	c->named = false;
	clients.counts.named--;
}

/* Keeps the name that the client is about to lose. */
static void
keep_former(struct client *c)
{
	const struct str name = { c->table_name + 1, c->name_len };

	if (str_caseeq(name, str_from(c->account)))
		str_put(c->own, sizeof(c->own), name);
	else
		str_put(c->before, sizeof(c->before), name);
}

/* Names the client, or returns false if another one has the name. */
static bool
set_name(client_id client, struct str name)
{
	struct client *c = clients_get(client);
	const client_id owner = clients_find(name);

	assert(name.len > 0 && name.len < sizeof(c->table_name));
	if (client_is(owner) && !client_same(owner, client))
		return false;
	if (c->named)
		keep_former(c);
	clients_drop_name(client);
	memmove(c->table_name + 1, name.at, name.len);
	c->name_len = (uint8_t)name.len;
	c->named = true;
	clients.counts.named++;
	index_add(&clients.by_name, client.n);
	return true;
}

bool
clients_set_name(client_id client, struct str name)
{
	if (!set_name(client, name))
		return false;
	clients_changed(client);
	return true;
}

client_id
clients_next(uint32_t number)
{
	conn_id row = conns_next_row(number);

	while (conn_is(row) && client_of(row).n != row.n)
		row = conns_next_row(row.n + 1); /* it is another's */
	return (client_id) { row.n };
}

client_id
clients_named(uint64_t number)
{
	const client_id client = { (uint32_t)number };

	return conns_has(number) && clients_get(client)->named ? client :
								 CLIENT_NONE;
}

uint64_t
clients_to_state(client_id client)
{
	return client_is(client) ? (uint64_t)client.n + 1 : 0;
}

client_id
clients_holder(struct state *state, uint64_t number, const char *what)
{
	const client_id client = clients_named(number - 1);

	if (number != 0 && !client_is(client))
		state_wrong(state, what);
	return client;
}

/* The user of a client that has sent none. */
#define USUAL_USER "user"

static_assert(LITERAL_LEN(FLAG_LETTERS) <= LIMIT_FLAGS, "letters have room");

void
clients_changed(client_id client)
{
	struct client *c = clients_get(client);

	c->actor_len = 0;
	for (size_t i = 0; i < c->groups.count; i++)
		c->membership[i].judged_by = 0;
}

static void
clear_away(struct client *c)
{
	if (c->away != NULL)
		arena_free(c->away, c->away_len);
	c->away = NULL;
	c->away_len = 0;
}

void
clients_forget_host(client_id client)
{
	clients_get(client)->host[0] = '\0';
	clients_changed(client);
}

/*
 * Writes the actor. Its flags tell others that the client is a bot, and nothing
 * else.
 */
static void
write_actor(client_id client, struct client *c)
{
	char room[LIMIT_FLAGS];
	const struct str account = clients_account(client);
	struct buf actor;
	bool fits;

	buf_init(&actor, c->actor, LIMIT_ACTOR);
	fits = BUF_CAT(&actor, clients_last_name(client), STR("!"),
	    c->user[0] != '\0' ? str_from(c->user) : STR(USUAL_USER), STR("@"),
	    clients_host(client));
	c->mask_len = (uint8_t)buf_len(&actor);
	fits = fits &&
	    BUF_CAT(&actor, STR("!"), account.len > 0 ? account : STR("*"),
		STR("!"),
		clients_letters(FLAG_LETTERS, c->flags & FLAG_BOT, room));
	assert(fits);
	c->actor_len = (uint8_t)buf_len(&actor);
	c->actor[c->actor_len] = GRAMMAR_ELSEWHERE;
}

struct str
clients_actor(client_id client)
{
	struct client *c = clients_get(client);

	if (c->actor_len == 0)
		write_actor(client, c);
	return (struct str) { c->actor, c->actor_len };
}

struct str
clients_actor_elsewhere(client_id client)
{
	struct str actor = clients_actor(client);

	actor.len++;
	return actor;
}

struct str
clients_mask(client_id client)
{
	struct str mask = clients_actor(client);

	mask.len = clients_get(client)->mask_len;
	return mask;
}

struct str
clients_host(client_id client)
{
	struct client *c = clients_get(client);

	if (c->host[0] == '\0')
		cloak_host(
		    str_from(conns_get(conns_first(client))->peer), c->host);
	return str_from(c->host);
}

struct str
clients_account(client_id client)
{
	return str_from(clients_get(client)->account);
}

client_id
clients_next_with_account(struct str account, client_id *cursor)
{
	const client_id client = { cursor->n == IDENTITY_FIRST ?
		    index_find(&clients.by_account, account) :
		    cursor->n };

	budget_charge(WORK_ROW, 1);
	if (client_is(client))
		cursor->n = index_next(&clients.by_account, account, client.n);
	return client;
}

client_id
clients_find_own(struct str account, struct str name)
{
	const client_id owner = clients_find(name);

	if (client_is(owner) && account.len > 0 &&
	    str_caseeq(clients_account(owner), account))
		return owner;
	FOR_EACH_OF_ACCOUNT(it, account)
		if (str_caseeq(str_from(clients_get(it)->own), name) ||
		    str_caseeq(str_from(clients_get(it)->before), name))
			return it;
	return CLIENT_NONE;
}

void
clients_set_account(client_id client, struct str account)
{
	struct client *c = clients_get(client);

	if (c->account[0] != '\0')
		index_drop(&clients.by_account, client.n);
	str_put(c->account, sizeof(c->account), account);
	if (account.len > 0)
		index_add(&clients.by_account, client.n);
	clients_changed(client);
}

/* Its own client has been nobody: it leaves nothing. */
void
clients_attach(conn_id conn, client_id to)
{
	const client_id own = client_of(conn);

	assert(conns_count(to) < CONNECTIONS_MAX);
	clients_set_account(own, STR(""));
	clear_away(clients_get(own));
	clients.counts.here--;
	conns_attach(conn, to);
}

struct str
clients_real(client_id client)
{
	const struct str real = str_from(clients_get(client)->real);

	return real.len > 0 ? real : clients_last_name(client);
}

struct str
clients_away(client_id client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->away, c->away_len };
}

/* Returns false if there is no memory for the text. */
static bool
put_away(struct client *c, struct str text)
{
	char *away = arena_alloc(text.len);

	assert(text.len > 0 && text.len <= LIMIT_TOPIC);
	if (away == NULL)
		return false;
	memcpy(away, text.at, text.len);
	clear_away(c);
	c->away = away;
	c->away_len = (uint16_t)text.len;
	return true;
}

bool
clients_set_away(client_id client, struct str text)
{
	if (text.len > 0)
		return put_away(clients_get(client), text);
	clear_away(clients_get(client));
	return true;
}

/*
 * The client is gone. Its last name stays, for the log, until its connection is
 * released.
 */
static void
clients_leave(client_id client)
{
	struct client *c = clients_get(client);

	assert(c->groups.count == 0);
	clear_away(c);
	clients_set_account(client, STR(""));
	clients_drop_name(client);
	clients.counts.here--;
	/* What it has made is nobody's. */
	c->visit = ++clients.visits;
	memset(c->held, 0, sizeof(c->held));
}

static const struct field saved[] = {
	FIELD(NUMBER, struct client, changes.used),
	FIELD(NUMBER, struct client, changes.at),
	FIELD(TEXT, struct client, user),
	FIELD(TEXT, struct client, host),
	FIELD(TEXT, struct client, real),
	FIELD(TEXT, struct client, own),
	FIELD(TEXT, struct client, before),
	FIELD_UPTO(
	    NUMBER, struct client, flags, FLAG_BOT | FLAG_HIDDEN | FLAG_OF_OLD),
	FIELD(NUMBER, struct client, signed_on),
	FIELD(NUMBER, struct client, named_since),
	FIELD(NUMBER, struct client, spoke),
};

/* The client of that connection's number, if any. */
static void
clients_save(struct state *state, conn_id conn)
{
	const struct client *client = &clients.table[conn.n];

	if (client->name_len > 0)
		STATE_PUT(state, client->named ? STR("name") : STR("was"),
		    ((struct str) {
			client->table_name + 1, client->name_len }));
	if (client->account[0] != '\0')
		STATE_PUT(state, STR("account"), str_from(client->account));
	if (client->away_len > 0)
		STATE_PUT(state, STR("away"),
		    ((struct str) { client->away, client->away_len }));
}

/* One more connection of a client, which is known by now, has none. */
static void
load_name(struct state *state, conn_id conn)
{
	const client_id number = { conn.n };
	struct client *client = clients_get(number);
	const struct str name = state->value;

	if (client->name_len > 0 || !client_same(client_of(conn), number) ||
	    name_check(name) != CODE_OK) {
		state_wrong(state, "invalid or duplicate name");
	} else if (state_is(state, STR("was"))) {
		client->name_len = (uint8_t)name.len;
		memcpy(client->table_name + 1, name.at, name.len);
	} else if (!set_name(number, name)) {
		state_wrong(state, "name already in use");
	}
}

static bool
clients_load(struct state *state, conn_id conn)
{
	const client_id number = { conn.n };
	char account[LIMIT_NAME + 1] = "";

	if (state_is(state, STR("name")) || state_is(state, STR("was"))) {
		load_name(state, conn);
	} else if (state_is(state, STR("account"))) {
		(void)state_text(state, account, sizeof(account)); /* noted */
		clients_set_account(number, str_from(account));
	} else if (state_is(state, STR("away"))) {
		if (state->value.len > LIMIT_TOPIC || state->value.len == 0 ||
		    !put_away(clients_get(number), state->value))
			state_wrong(state, "too long, or out of memory");
	} else {
		return false;
	}
	return true;
}

/* Returns the module's row of that connection, which has its client_fields. */
static void *
row_of(const struct module *module, conn_id conn)
{
	char *rows;

	memcpy(&rows, module->tables->at, sizeof(rows));
	return rows + conn.n * module->tables->size;
}

/* Saves the clients, each with what all modules know of it. */
static void
clients_state_save(struct state *state)
{
	for (conn_id conn = conns_next_row(0); conn_is(conn);
	     conn = conns_next_row(conn.n + 1)) {
		state_put(state, STR("client"), conn.n);
		for (size_t i = 0; modules[i] != NULL; i++) {
			if (modules[i]->client_fields.count > 0)
				state_put_fields(state,
				    modules[i]->client_fields,
				    row_of(modules[i], conn));
			if (modules[i]->save_client != NULL)
				modules[i]->save_client(state, conn);
		}
	}
}

/* Loads a line of the client. What no module knows is skipped. */
static void
load_line(struct state *state, conn_id conn)
{
	for (size_t i = 0; modules[i] != NULL; i++) {
		if (modules[i]->load_client != NULL &&
		    modules[i]->load_client(state, conn))
			return;
		if (modules[i]->client_fields.count > 0)
			state_get_fields(state, modules[i]->client_fields,
			    row_of(modules[i], conn));
	}
}

static void
clients_state_load(struct state *state)
{
	conn_id conn = CONN_NONE;

	while (state_next(state))
		if (state_is(state, STR("client"))) {
			conn = conns_load_row(state);
			if (conn_is(conn))
				begin(conn.n);
		} else if (conn_is(conn)) {
			load_line(state, conn);
		}
	conns_load_end(state);
	FOR_EACH_CLIENT(client)
		clients.counts.here += conns_count(client) > 0;
}

/* The addresses are loaded before, and slots after it. */
MODULE(clients_state) = { SECTION("clients", clients_state) };

MODULE(clients) = { .init = clients_init,
	TABLES(TABLE(clients.table, CLIENTS_MAX)),
	.client_fields = { saved, COUNT(saved) },
	.save_client = clients_save,
	.load_client = clients_load,
	.leave = clients_leave };
