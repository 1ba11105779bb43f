/* Charges to each place that clients come from: see ledger.h. */
#include "router/model/ledger.h"

#include <assert.h>
#include <string.h>
#include <sys/types.h>

#include "base/data/hash.h"
#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "shared/network.h"

#define BUCKETS 16384

/* The place of all addresses that share one entry of peers.c. */
#define OTHERS STR("others")

/* A place that clients come from: a user or a network. */
struct place {
	bool is_user;
	uid_t user;
	struct network from; /* zero bits: OTHERS */
};

struct entry {
	struct place place;
	size_t things; /* things charged to it; 0: no entry */
	uint64_t mark;
	struct quota_use use;
};

/* Not saved: modules charge their things again when they load them. */
static struct {
	struct entry *at; /* LEDGER_NONE is never used */
	struct rows rows;
	struct hash_chains by_place;
} ledger;

static_assert(LEDGER_NONE == 0, "the first row is none");

static void
ledger_init(void)
{
	const size_t size = LEDGER_ROWS + 1;

	ledger.at = arena_table(size, sizeof(*ledger.at));
	rows_init(&ledger.rows, size);
	hash_chains_init(&ledger.by_place, BUCKETS, size);
	(void)rows_alloc(&ledger.rows); /* LEDGER_NONE */
}

size_t
ledger_used(void)
{
	return rows_used(&ledger.rows) - 1;
}

size_t
ledger_most(enum quota what)
{
	size_t most = 0;

	for (uint32_t entry = LEDGER_NONE + 1; entry < ledger.rows.ever;
	     entry++)
		if (ledger.at[entry].things > 0 &&
		    ledger.at[entry].use.of[what] > most)
			most = ledger.at[entry].use.of[what];
	return most;
}

static uint64_t
hash_of(const struct place *place)
{
	const struct ip *ip = &place->from.ip;

	return place->is_user ? hash_bytes(&place->user, sizeof(place->user)) :
				hash_bytes(ip->at, sizeof(ip->at));
}

static bool
is_same(const struct place *one, const struct place *other)
{
	if (one->is_user || other->is_user)
		return one->is_user && other->is_user &&
		    one->user == other->user;
	return one->from.bits == other->from.bits &&
	    one->from.ip.v4 == other->from.ip.v4 &&
	    memcmp(one->from.ip.at, other->from.ip.at,
		sizeof(one->from.ip.at)) == 0;
}

static uint32_t
ledger_lookup(const struct place *place)
{
	uint32_t entry = hash_chains_first(&ledger.by_place, hash_of(place));

	while (entry != HASH_CHAINS_END &&
	    !is_same(&ledger.at[entry].place, place))
		entry = hash_chains_next(&ledger.by_place, entry);
	return entry != HASH_CHAINS_END ? entry : LEDGER_NONE;
}

/* Finds the client's place; returns false for an exempt address. */
static bool
place_of(uint32_t client, struct place *place)
{
	const struct client *c = clients_get(client);

	*place = (struct place) { .is_user = c->peer_user.is_known };
	if (c->peer_user.is_known)
		place->user = c->peer_user.user;
	else if (c->origin != PEERS_NONE)
		place->from = *peers_network(c->origin);
	return c->peer_user.is_known || c->origin != PEERS_NONE;
}

uint32_t
ledger_find(uint32_t client)
{
	struct place place;

	return place_of(client, &place) ? ledger_lookup(&place) : LEDGER_NONE;
}

bool
ledger_charges(uint32_t client)
{
	struct place place;

	return place_of(client, &place);
}

/* Makes an entry; returns LEDGER_NONE if there are already that many (most). */
static uint32_t
ledger_make(const struct place *place, size_t most)
{
	const uint32_t entry =
	    ledger_used() < most ? rows_alloc(&ledger.rows) : ROWS_NONE;

	if (entry == ROWS_NONE)
		return LEDGER_NONE;
	ledger.at[entry] = (struct entry) { .place = *place };
	hash_chains_add(&ledger.by_place, hash_of(place), entry);
	return entry;
}

static uint32_t
charge(const struct place *place, size_t most, enum quota what, size_t count)
{
	uint32_t entry = ledger_lookup(place);

	if (entry == LEDGER_NONE)
		entry = ledger_make(place, most);
	if (entry == LEDGER_NONE)
		return LEDGER_NONE;
	ledger.at[entry].things++;
	ledger.at[entry].use.of[what] += count;
	return entry;
}

uint32_t
ledger_charge(uint32_t client, enum quota what, size_t count)
{
	struct place place;

	return place_of(client, &place) ?
	    charge(&place, LEDGER_MAX, what, count) :
	    LEDGER_NONE;
}

void
ledger_refund(uint32_t number, enum quota what, size_t count)
{
	struct entry *entry = &ledger.at[number];

	if (number == LEDGER_NONE)
		return;
	assert(entry->things > 0 && entry->use.of[what] >= count);
	entry->use.of[what] -= count;
	if (--entry->things > 0)
		return;
	hash_chains_drop(&ledger.by_place, hash_of(&entry->place), number);
	rows_free(&ledger.rows, number);
}

size_t
ledger_held(uint32_t entry, enum quota what)
{
	return entry != LEDGER_NONE ? ledger.at[entry].use.of[what] : 0;
}

void
ledger_mark(uint32_t entry, uint64_t mark)
{
	if (entry != LEDGER_NONE)
		ledger.at[entry].mark = mark;
}

bool
ledger_is_marked(uint32_t entry, uint64_t mark)
{
	return entry != LEDGER_NONE && ledger.at[entry].mark == mark;
}

/* Writes "left-user UID" or "left NETWORK". */
void
ledger_save(struct state *state, uint32_t entry)
{
	const struct place *place = &ledger.at[entry].place;

	if (place->is_user)
		state_put(state, STR("left-user"), place->user);
	else
		state_put_text(state, STR("left"),
		    place->from.bits == 0 ? OTHERS : NETWORK_STR(&place->from));
}

static bool
read_user(struct str text, struct place *place)
{
	uint64_t user;

	if (!str_to_number(text, (uid_t)-1, &user))
		return false;
	*place = (struct place) { .is_user = true, .user = (uid_t)user };
	return true;
}

static bool
read_network(struct str value, struct place *place)
{
	*place = (struct place) { .is_user = false };
	if (str_eq(value, OTHERS))
		return true;
	return network_read(&place->from, value) == NULL &&
	    place->from.bits > 0;
}

/* Drops the charge if its line is wrong, which harms nobody. */
bool
ledger_load(struct state *state, enum quota what, size_t count, uint32_t *entry)
{
	const bool is_user = state_is(state, STR("left-user"));
	struct place place;

	if (!is_user && !state_is(state, STR("left")))
		return false;
	*entry = LEDGER_NONE;
	if (is_user ? read_user(state->value, &place) :
		      read_network(state->value, &place))
		*entry = charge(&place, LEDGER_ROWS, what, count);
	else
		state_mended(state, "invalid address or user");
	return true;
}

MODULE(ledger) = { .init = ledger_init };
