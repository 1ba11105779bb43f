/* Guests of the history: see guests.h. */
#include "router/delivery/guests.h"

#include "base/data/index.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "shared/buf.h"

#define MARK STR("~")

#define BUCKETS 1024

struct guest {
	uint64_t number; /* 0: none */
};

static struct {
	struct guest *of; /* by client */
	struct index by_number;
} guests;

static void
guests_init(void)
{
	guests.of = arena_table(CLIENTS_MAX, sizeof(*guests.of));
	INDEX_INIT(&guests.by_number, guests.of, CLIENTS_MAX, BUCKETS,
	    INDEX_BYTES(struct guest, number, number));
}

static void
set_number(uint32_t client, uint64_t number)
{
	if (guests.of[client].number != 0)
		index_drop(&guests.by_number, client);
	guests.of[client].number = number;
	if (number != 0)
		index_add(&guests.by_number, client);
}

static struct str
name_of(uint64_t number, char room[GUESTS_NAME])
{
	struct buf buf;

	buf_init(&buf, room, GUESTS_NAME);
	(void)BUF_CAT(&buf, MARK, DECIMAL(number)); /* an ID: it fits */
	return buf_str(&buf);
}

struct str
guests_known(uint32_t client, char room[GUESTS_NAME])
{
	const uint64_t number = guests.of[client].number;
	const struct str account = identity_account(client);

	return account.len > 0 || number == 0 ? account : name_of(number, room);
}

struct str
guests_party(uint32_t client, char room[GUESTS_NAME])
{
	if (identity_account(client).len == 0 && guests.of[client].number == 0)
		set_number(client, event_ids_next_number());
	return guests_known(client, room);
}

bool
guests_is(struct str party)
{
	return str_begins(party, MARK);
}

uint32_t
guests_find(struct str party)
{
	struct guest key = { 0 };
	uint32_t found;

	if (!str_skip(&party, MARK) ||
	    !str_to_number(party, UINT64_MAX, &key.number) || key.number == 0)
		return CLIENT_NONE;
	found = index_find(&guests.by_number,
	    (struct str) { (const char *)&key, sizeof(key) });
	return found == INDEX_NONE ? CLIENT_NONE : found;
}

struct str
guests_forget(uint32_t client, char room[GUESTS_NAME])
{
	const uint64_t number = guests.of[client].number;

	if (number == 0)
		return (struct str) { NULL, 0 };
	set_number(client, 0);
	return name_of(number, room);
}

/* Saves "guest CLIENT" and the number of each guest. */
static void
guests_save(struct state *state)
{
	FOR_EACH_CLIENT(client) {
		if (guests.of[client].number == 0)
			continue;
		state_put(state, STR("guest"), client);
		state_put(state, STR("number"), guests.of[client].number);
	}
}

static void
load_number(struct state *state, uint32_t client)
{
	uint64_t number;

	if (state_is(state, STR("number")) &&
	    state_number(state, UINT64_MAX, &number))
		set_number(client, number);
}

static void
guests_load(struct state *state)
{
	uint32_t client = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("guest")))
			client = clients_read(state);
		else if (client != CLIENT_NONE)
			load_number(state, client);
}

MODULE(guests) = { .init = guests_init,
	SECTION("guests", guests, MODULE_MAY_LACK) };
