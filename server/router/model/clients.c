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

/* The slot of a loaded client until clients_bind. */
#define SLOT_UNKNOWN (SLOT_NONE - 1)

static_assert(
    CLIENT_NONE == INDEX_NONE && CLIENT_NONE == ROWS_NONE, "none is none");

/* What is looked at for many clients at a time. */
struct connection {
	uint32_t slot;
	uint32_t lead;
	uint32_t next; /* of the same lead; CLIENT_NONE: it is the last */
	bool full;
};

static struct {
	struct client *table;
	struct connection *link; /* apart, so that checks are fast */
	struct rows rows;
	struct index by_name;
	struct clients_counts counts;
	uint64_t visits; /* for the holders of things */
	struct index by_account; /* clients that are logged in */
} clients;

static void
clients_init(void)
{
	rows_init(&clients.rows, CLIENTS_MAX);
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

struct clients_counts *
clients_counts(void)
{
	return &clients.counts;
}

size_t
clients_used(void)
{
	return rows_used(&clients.rows) - clients.counts.gone;
}

/* Sets up a new client, or one of a loaded state. */
static void
clients_begin(uint32_t client, uint32_t slot)
{
	clients.table[client] = (struct client) { .table_name = "@",
		.visit = ++clients.visits,
		.signed_on = clock_wall(),
		.spoke = ticks_mono() };
	clients.link[client] = (struct connection) {
		.slot = slot, .lead = client, .next = CLIENT_NONE
	};
}

uint32_t
clients_new(uint32_t slot)
{
	uint32_t client;

	if (clients_used() >= clients.counts.max)
		return CLIENT_NONE;
	client = rows_alloc(&clients.rows);
	if (client == CLIENT_NONE)
		return CLIENT_NONE;
	clients_begin(client, slot);
	return client;
}

static void
free_row(uint32_t client)
{
	assert(!clients.table[client].named);
	assert(clients.table[client].groups.count == 0);
	clients.counts.left -= clients.table[client].left;
	clients.counts.gone--;
	rows_free(&clients.rows, client);
}

/* The lead's row goes with the last one, so that its name is in the log. */
void
clients_release(uint32_t client)
{
	const uint32_t lead = clients.link[client].lead;
	uint32_t before = lead;

	peers_leave(&clients.table[client].origin);
	clients.link[client].slot = SLOT_NONE;
	clients.counts.gone++;
	while (client != lead && clients.link[before].next != client)
		before = clients.link[before].next;
	if (client != lead) {
		clients.link[before].next = clients.link[client].next;
		free_row(client);
	}
	if (clients.link[lead].slot == SLOT_NONE &&
	    clients.link[lead].next == CLIENT_NONE)
		free_row(lead);
}

struct client *
clients_own(uint32_t client)
{
	assert(client < clients.rows.ever);
	return &clients.table[client];
}

struct client *
clients_get(uint32_t client)
{
	return clients_own(clients.link[client].lead);
}

uint32_t
clients_lead(uint32_t client)
{
	return clients.link[client].lead;
}

uint32_t
clients_after(uint32_t client)
{
	return clients.link[client].next;
}

size_t
clients_connections(uint32_t client)
{
	size_t count = 0;

	FOR_EACH_CONNECTION(it, client)
		count += !clients.table[it].ended;
	return count;
}

/* Has the row count for no client any more. */
static void
set_left(uint32_t client)
{
	clients.counts.left += !clients.table[client].left;
	clients.table[client].left = true;
}

/* Adds the row to those of the lead. */
static void
join_lead(uint32_t client, uint32_t lead)
{
	set_left(client);
	clients.table[client].lead = lead + 1;
	clients.link[client].lead = lead;
	clients.link[client].next = clients.link[lead].next;
	clients.link[lead].next = client;
}

struct network
clients_network(uint32_t number)
{
	const struct client *client = clients_own(number);

	return peers_of_client(client->peer, &client->peer_user);
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
clients_rate_wait(uint32_t client, size_t bytes)
{
	const struct client *c = clients_own(client);
	const struct rate lines = line_rate(), sizes = byte_rate();

	return usec_later(
	    bucket_wait(&c->lines, &lines, 1 + line_excess(), ticks_mono()),
	    bucket_wait(&c->bytes, &sizes, bytes, ticks_mono()));
}

void
clients_charge(uint32_t client, uint64_t lines, size_t bytes)
{
	struct client *c = clients_own(client);
	const struct rate rate = line_rate(), sizes = byte_rate();

	bucket_charge(&c->lines, &rate, lines, ticks_mono());
	bucket_charge(&c->bytes, &sizes, bytes, ticks_mono());
}

bool
clients_may_change(uint32_t client)
{
	const struct rate rate = bucket_minute(config_now()->change_rate);
	const struct client *c = clients_get(client);

	return !c->named ||
	    bucket_wait(&c->changes, &rate, 1, ticks_mono()) == 0;
}

void
clients_note_change(uint32_t client)
{
	const struct rate rate = bucket_minute(config_now()->change_rate);
	struct client *c = clients_get(client);

	if (c->named)
		bucket_charge(&c->changes, &rate, 1, ticks_mono());
}

struct holder
clients_hold(uint32_t client, enum quota what, size_t count)
{
	struct client *c = clients_get(client);

	c->held[what] += count;
	return (struct holder) { c->visit, clients_lead(client) + 1 };
}

uint32_t
clients_of(struct holder holder)
{
	return holder.client != 0 &&
		clients_get(holder.client - 1)->visit == holder.visit ?
	    holder.client - 1 :
	    CLIENT_NONE;
}

void
clients_refund(struct holder *holder, enum quota what, size_t count)
{
	const uint32_t client = clients_of(*holder);

	if (client != CLIENT_NONE) {
		assert(clients_get(client)->held[what] >= count);
		clients_get(client)->held[what] -= count;
	}
	*holder = (struct holder) { 0 };
}

bool
clients_may_make_group(uint32_t client)
{
	const size_t most = config_now()->max_made;

	return most == 0 || clients_get(client)->held[QUOTA_GROUPS] < most;
}

uint32_t
clients_slot(uint32_t client)
{
	return clients.link[client].slot;
}

struct str
clients_name(uint32_t client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name + 1, c->named ? c->name_len : 0 };
}

struct str
clients_last_name(uint32_t client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name + 1, c->name_len };
}

struct str
clients_title(uint32_t client)
{
	const struct client *c = clients_get(client);

	return (struct str) { c->table_name, (size_t)1 + c->name_len };
}

uint32_t
clients_find(struct str name)
{
	return index_find(&clients.by_name, name);
}

uint32_t
clients_find_like(struct str name, uint32_t but)
{
	return index_like(&clients.by_name, name,
	    but != CLIENT_NONE ? clients_lead(but) : CLIENT_NONE);
}

static void
clients_drop_name(uint32_t client)
{
	struct client *c = clients_get(client);

	if (!c->named)
		return;
	index_drop(&clients.by_name, client);
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
set_name(uint32_t client, struct str name)
{
	struct client *c = clients_get(client);
	const uint32_t owner = clients_find(name);

	assert(name.len > 0 && name.len < sizeof(c->table_name));
	if (owner != CLIENT_NONE && owner != client)
		return false;
	if (c->named)
		keep_former(c);
	clients_drop_name(client);
	memmove(c->table_name + 1, name.at, name.len);
	c->name_len = (uint8_t)name.len;
	c->named = true;
	clients.counts.named++;
	index_add(&clients.by_name, client);
	return true;
}

bool
clients_set_name(uint32_t client, struct str name)
{
	client = clients_lead(client);
	if (!set_name(client, name))
		return false;
	clients_changed(client);
	return true;
}

bool
clients_has(uint64_t number)
{
	return rows_has(&clients.rows, number);
}

uint32_t
clients_next(uint32_t client)
{
	return rows_next(&clients.rows, client);
}

bool
clients_is_named(uint64_t number)
{
	return clients_has(number) && clients_name((uint32_t)number).len > 0;
}

uint64_t
clients_to_state(uint32_t client)
{
	return client != CLIENT_NONE ? (uint64_t)client + 1 : 0;
}

uint32_t
clients_holder(struct state *state, uint64_t number, const char *what)
{
	if (number == 0)
		return CLIENT_NONE;
	if (clients_is_named(number - 1))
		return (uint32_t)(number - 1);
	state_wrong(state, what);
	return CLIENT_NONE;
}

/* The user of a client that has sent none. */
#define USUAL_USER "user"

static_assert(LITERAL_LEN(FLAG_LETTERS) <= LIMIT_FLAGS, "letters have room");

void
clients_changed(uint32_t client)
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
clients_forget_host(uint32_t client)
{
	clients_get(client)->host[0] = '\0';
	clients_changed(client);
}

/*
 * Writes the actor. Its flags tell others that the client is a bot, and nothing
 * else.
 */
static void
write_actor(uint32_t client, struct client *c)
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
clients_actor(uint32_t client)
{
	struct client *c = clients_get(client);

	if (c->actor_len == 0)
		write_actor(client, c);
	return (struct str) { c->actor, c->actor_len };
}

struct str
clients_actor_elsewhere(uint32_t client)
{
	struct str actor = clients_actor(client);

	actor.len++;
	return actor;
}

struct str
clients_mask(uint32_t client)
{
	struct str mask = clients_actor(client);

	mask.len = clients_get(client)->mask_len;
	return mask;
}

struct str
clients_host(uint32_t client)
{
	struct client *c = clients_get(client);

	if (c->host[0] == '\0')
		cloak_host(str_from(c->peer), c->host);
	return str_from(c->host);
}

struct str
clients_account(uint32_t client)
{
	return str_from(clients_get(client)->account);
}

uint32_t
clients_next_with_account(struct str account, uint32_t *cursor)
{
	const uint32_t client = *cursor == IDENTITY_FIRST ?
	    index_find(&clients.by_account, account) :
	    *cursor;

	budget_charge(WORK_ROW, 1);
	if (client != CLIENT_NONE)
		*cursor = index_next(&clients.by_account, account, client);
	return client;
}

uint32_t
clients_find_own(struct str account, struct str name)
{
	const uint32_t owner = clients_find(name);

	if (owner != CLIENT_NONE && account.len > 0 &&
	    str_caseeq(clients_account(owner), account))
		return owner;
	FOR_EACH_OF_ACCOUNT(it, account)
		if (str_caseeq(str_from(clients.table[it].own), name) ||
		    str_caseeq(str_from(clients.table[it].before), name))
			return it;
	return CLIENT_NONE;
}

void
clients_set_account(uint32_t client, struct str account)
{
	struct client *c = clients_get(client);

	client = clients_lead(client);
	if (c->account[0] != '\0')
		index_drop(&clients.by_account, client);
	str_put(c->account, sizeof(c->account), account);
	if (account.len > 0)
		index_add(&clients.by_account, client);
	clients_changed(client);
}

void
clients_attach(uint32_t client, uint32_t to)
{
	assert(clients_connections(to) < CONNECTIONS_MAX);
	clients_set_account(client, (struct str) { NULL, 0 });
	clear_away(clients_get(client));
	join_lead(client, clients_lead(to));
}

struct str
clients_real(uint32_t client)
{
	const struct str real = str_from(clients_get(client)->real);

	return real.len > 0 ? real : clients_last_name(client);
}

struct str
clients_away(uint32_t client)
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
clients_set_away(uint32_t client, struct str text)
{
	if (text.len > 0)
		return put_away(clients_get(client), text);
	clear_away(clients_get(client));
	return true;
}

bool
clients_wants_full(uint32_t client)
{
	return clients.link[client].full;
}

void
clients_set_full(uint32_t client, bool full)
{
	clients.link[client].full = full;
}

/*
 * Marks the client as gone. It is released in a moment, so clients_save does
 * not save the mark.
 */
static void
clients_leave(uint32_t client)
{
	struct client *c = clients_get(client);

	clear_away(c);
	clients_set_account(client, (struct str) { NULL, 0 });
	clients_drop_name(client);
	set_left(client);
	/* What it has made is nobody's. */
	c->visit = ++clients.visits;
	memset(c->held, 0, sizeof(c->held));
}

static const struct field saved[] = {
	FIELD(TEXT, struct client, peer),
	FIELD(NUMBER, struct client, lines.used),
	FIELD(NUMBER, struct client, lines.at),
	FIELD(NUMBER, struct client, bytes.used),
	FIELD(NUMBER, struct client, bytes.at),
	FIELD(NUMBER, struct client, changes.used),
	FIELD(NUMBER, struct client, changes.at),
	FIELD(TEXT, struct client, user),
	FIELD(TEXT, struct client, host),
	FIELD(TEXT, struct client, real),
	FIELD(TEXT, struct client, own),
	FIELD(TEXT, struct client, before),
	FIELD_UPTO(
	    NUMBER, struct client, flags, FLAG_BOT | FLAG_HIDDEN | FLAG_OF_OLD),
	FIELD(BOOL, struct client, hears_all),
	FIELD(BOOL, struct client, is_bot),
	FIELD(BOOL, struct client, ended),
	FIELD(NUMBER, struct client, lead),
	FIELD(NUMBER, struct client, signed_on),
	FIELD(NUMBER, struct client, named_since),
	FIELD(NUMBER, struct client, spoke),
};

static void
clients_save(struct state *state, uint32_t number)
{
	const struct client *client = &clients.table[number];
	const struct connection *link = &clients.link[number];

	if (client->name_len > 0)
		STATE_PUT(state, client->named ? STR("name") : STR("was"),
		    ((struct str) {
			client->table_name + 1, client->name_len }));
	if (client->origin != PEERS_NONE)
		state_put(state, STR("origin"), client->origin);
	if (client->peer_user.is_known)
		state_put(state, STR("uid"), client->peer_user.user);
	if (client->account[0] != '\0')
		STATE_PUT(state, STR("account"), str_from(client->account));
	if (link->full)
		state_put(state, STR("full"), 1);
	if (client->away_len > 0)
		STATE_PUT(state, STR("away"),
		    ((struct str) { client->away, client->away_len }));
	if (link->slot == SLOT_NONE)
		state_put(state, STR("gone"), 1);
}

static void
load_name(struct state *state, uint32_t number)
{
	struct client *client = &clients.table[number];
	const struct str name = state->value;

	if (client->name_len > 0 || name_check(name) != CODE_OK) {
		state_wrong(state, "invalid or duplicate name");
	} else if (state_is(state, STR("was"))) {
		client->name_len = (uint8_t)name.len;
		memcpy(client->table_name + 1, name.at, name.len);
	} else if (!set_name(number, name)) {
		state_wrong(state, "name already in use");
	}
}

static bool
clients_load(struct state *state, uint32_t number)
{
	struct client *client = &clients.table[number];
	char account[LIMIT_NAME + 1] = "";
	uint64_t value;

	if (state_is(state, STR("name")) || state_is(state, STR("was"))) {
		load_name(state, number);
	} else if (state_is(state, STR("origin"))) {
		if (state_number(state, UINT32_MAX, &value) &&
		    client->origin == PEERS_NONE && peers_enter_again(value))
			client->origin = (uint32_t)value;
		else
			state_wrong(state, "unknown or duplicate origin");
	} else if (state_is(state, STR("uid"))) {
		client->peer_user.is_known =
		    state_number(state, UINT32_MAX, &value);
		if (client->peer_user.is_known)
			client->peer_user.user = (uid_t)value;
	} else if (state_is(state, STR("account"))) {
		(void)state_text(state, account, sizeof(account)); /* noted */
		clients_set_account(number, str_from(account));
	} else if (state_is(state, STR("away"))) {
		if (state->value.len > LIMIT_TOPIC || state->value.len == 0 ||
		    !put_away(client, state->value))
			state_wrong(state, "too long, or out of memory");
	} else if (state_is(state, STR("full"))) {
		clients.link[number].full = true;
	} else if (state_is(state, STR("gone"))) {
		clients.counts.gone += clients.link[number].slot != SLOT_NONE;
		clients.link[number].slot = SLOT_NONE;
	} else {
		return false;
	}
	return true;
}

/* Makes the client of a line "client NUMBER"; CLIENT_NONE: it is wrong. */
static uint32_t
claim(struct state *state)
{
	const uint32_t number = rows_load(&clients.rows, state);

	if (number == ROWS_NONE)
		return CLIENT_NONE;
	clients_begin(number, SLOT_UNKNOWN);
	return number;
}

/* Returns the module's row of that client, which has its client_fields. */
static void *
row_of(const struct module *module, uint32_t client)
{
	char *rows;

	memcpy(&rows, module->tables->at, sizeof(rows));
	return rows + client * module->tables->size;
}

/* Saves the clients, each with what all modules know of it. */
static void
clients_state_save(struct state *state)
{
	FOR_EACH_CLIENT(client) {
		state_put(state, STR("client"), client);
		for (size_t i = 0; modules[i] != NULL; i++) {
			if (modules[i]->client_fields.count > 0)
				state_put_fields(state,
				    modules[i]->client_fields,
				    row_of(modules[i], client));
			if (modules[i]->save_client != NULL)
				modules[i]->save_client(state, client);
		}
	}
}

/* Loads a line of the client. What no module knows is skipped. */
static void
load_line(struct state *state, uint32_t client)
{
	for (size_t i = 0; modules[i] != NULL; i++) {
		if (modules[i]->load_client != NULL &&
		    modules[i]->load_client(state, client))
			return;
		if (modules[i]->client_fields.count > 0)
			state_get_fields(state, modules[i]->client_fields,
			    row_of(modules[i], client));
	}
}

/* Puts the further connections of clients in their places. */
static void
load_connections(struct state *state)
{
	FOR_EACH_CLIENT(number) {
		struct client *client = &clients.table[number];
		const uint32_t lead = client->lead - 1;
		if (client->lead == 0)
			continue;
		if (clients_has(lead) && clients.table[lead].lead == 0 &&
		    client->name_len == 0)
			join_lead(number, lead);
		else
			state_wrong(state, "a connection of no client");
	}
}

static void
clients_state_load(struct state *state)
{
	uint32_t client = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("client")))
			client = claim(state);
		else if (client != CLIENT_NONE)
			load_line(state, client);
	load_connections(state);
}

/* The addresses are loaded before, and slots after it. */
MODULE(clients_state) = { SECTION("clients", clients_state) };

bool
clients_bind(uint64_t number, uint32_t slot)
{
	if (!clients_has(number) || clients.link[number].slot != SLOT_UNKNOWN)
		return false;
	clients.link[number].slot = slot;
	return true;
}

MODULE(clients) = { .init = clients_init,
	TABLES(TABLE(clients.table, CLIENTS_MAX),
	    TABLE(clients.link, CLIENTS_MAX)),
	.client_fields = { saved, COUNT(saved) },
	.save_client = clients_save,
	.load_client = clients_load,
	.leave = clients_leave };
