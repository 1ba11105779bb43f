/* Accounts by the addresses that they came from: see enrolled.h. */
#include "policy/enrolled.h"

#include <assert.h>
#include <stdint.h>

#include "base/data/chain.h"
#include "base/data/networks.h"
#include "base/mem/arena.h"
#include "policy/origins.h"
#include "shared/network.h"

#define ADDRESSES 4096 /* that are remembered; then the first is forgotten */
#define BUCKETS 1024

#define DAY (86400 * SEC)

struct origin {
	struct network from;
	usec at[ENROLLED_MOST]; /* the last ones, the oldest first; 0: none */
	unsigned under_way; /* to be saved: no; they are asked for again */
	bool used;
};

static struct {
	struct origin *origin;
	struct chain by_network;
	uint32_t hand; /* the next that is used */
} enrolled;

bool
enrolled_init(void)
{
	enrolled.origin = arena_table(ADDRESSES, sizeof(*enrolled.origin));
	return enrolled.origin != NULL &&
	    chain_init(&enrolled.by_network, BUCKETS, ADDRESSES);
}

/* Null: nothing is known of it. */
static struct origin *
find(const struct network *from)
{
	uint32_t row = chain_first(&enrolled.by_network, origins_hash(from));

	while (
	    row != CHAIN_END && !origins_same(&enrolled.origin[row].from, from))
		row = chain_next(&enrolled.by_network, row);
	return row == CHAIN_END ? NULL : &enrolled.origin[row];
}

/* In the place of the oldest. */
static struct origin *
make(const struct network *from)
{
	const uint32_t number = enrolled.hand;
	struct origin *made = &enrolled.origin[number];

	assert(made != NULL); /* enrolled_init */
	enrolled.hand = (number + 1) % ADDRESSES;
	if (made->used)
		chain_drop(
		    &enrolled.by_network, origins_hash(&made->from), number);
	*made = (struct origin) { .from = *from, .used = true };
	chain_add(&enrolled.by_network, origins_hash(from), number);
	return made;
}

static bool
is_lately(usec at, usec now)
{
	return at != 0 && now - at < DAY;
}

bool
enrolled_may(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	const struct origin *origin = find(&from);
	unsigned count;

	if (origins_is_exempt(peer) || origin == NULL)
		return true;
	count = origin->under_way;
	for (size_t i = 0; i < ENROLLED_MOST; i++)
		count += is_lately(origin->at[i], now);
	return count < ENROLLED_MOST;
}

static void
note(struct origin *origin, usec now)
{
	for (size_t i = 0; i + 1 < ENROLLED_MOST; i++)
		origin->at[i] = origin->at[i + 1];
	origin->at[ENROLLED_MOST - 1] = now;
}

void
enrolled_reserve(const char *peer)
{
	const struct network from = origins_of(peer);
	struct origin *origin = find(&from);

	if (origins_is_exempt(peer))
		return;
	if (origin == NULL)
		origin = make(&from);
	origin->under_way++;
}

/* It may be forgotten by now, or have become exempt meanwhile. */
void
enrolled_settle(const char *peer, bool made, usec now)
{
	const struct network from = origins_of(peer);
	struct origin *origin = find(&from);

	if (origin != NULL && origin->under_way > 0)
		origin->under_way--;
	if (!made || origins_is_exempt(peer))
		return;
	note(origin != NULL ? origin : make(&from), now);
}

/* "from NETWORK", and "ago µs" for each of its accounts, the oldest first. */
static void
save_origin(struct state *state, const struct origin *origin)
{
	char text[NETWORK_TEXT];

	if (!is_lately(origin->at[ENROLLED_MOST - 1], state->real))
		return;
	network_text(&origin->from, text);
	state_put_text(state, STR("from"), str_from(text));
	for (size_t i = 0; i < ENROLLED_MOST; i++)
		if (is_lately(origin->at[i], state->real))
			state_put(
			    state, STR("ago"), state->real - origin->at[i]);
}

void
enrolled_save(struct state *state)
{
	for (uint32_t i = 0; i < ADDRESSES; i++)
		save_origin(
		    state, &enrolled.origin[(enrolled.hand + i) % ADDRESSES]);
}

static struct origin *
claim(struct state *state, uint32_t *count)
{
	struct network from;

	if (!network_from_state(state, &from))
		return NULL;
	if (find(&from) == NULL && (*count)++ < ADDRESSES)
		return make(&from);
	state_wrong(state, "duplicate, or too many");
	return NULL;
}

void
enrolled_load(struct state *state)
{
	struct origin *origin = NULL;
	uint32_t count = 0;
	uint64_t ago;

	while (state_next(state))
		if (state_is(state, STR("from")))
			origin = claim(state, &count);
		else if (origin != NULL && state_is(state, STR("ago")) &&
		    state_number(state, DAY, &ago))
			note(origin, state->real > ago ? state->real - ago : 1);
}
