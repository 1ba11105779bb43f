/* Who holds how much: see holders.h. */
#include "router/holders.h"

#include <assert.h>

#include "base/arena.h"
#include "policy/peers.h"
#include "policy/users.h"
#include "router/clients.h"

struct hands {
	uint64_t visit;
	struct holds holds;
};

/* To be saved: nothing; what is held is counted anew by those whose it is. */
static struct {
	struct hands *of; /* by client */
	uint64_t visits;
} holders;

bool
holders_init(void)
{
	holders.of = arena_table(CLIENTS_MAX, sizeof(*holders.of));
	return holders.of != NULL;
}

/* What is counted together with others; null: an exempt address. */
static struct holds *
origin_of(uint32_t client)
{
	struct client *c = clients_get(client);

	return c->whose.is_known ? users_holds(&c->whose) :
				   peers_holds(c->origin);
}

bool
holders_may(uint32_t client, enum hold what, size_t more, struct share share)
{
	const size_t held = holders.of[client].holds.of[what];
	const struct holds *origin = origin_of(client);

	if (held > share.of_client || more > share.of_client - held)
		return false;
	return origin == NULL ||
	    (origin->of[what] <= share.of_origin &&
		more <= share.of_origin - origin->of[what]);
}

struct holder
holders_take(uint32_t client, enum hold what, size_t count)
{
	struct hands *hands = &holders.of[client];
	struct holds *origin = origin_of(client);

	hands->holds.of[what] += count;
	if (origin != NULL)
		origin->of[what] += count;
	return (struct holder) { hands->visit, client + 1 };
}

static void
take_back(uint32_t client, enum hold what, size_t count)
{
	struct holds *origin = origin_of(client);
	size_t *held = &holders.of[client].holds.of[what];

	assert(*held >= count);
	*held -= count;
	if (origin == NULL)
		return;
	assert(origin->of[what] >= count);
	origin->of[what] -= count;
}

uint32_t
holders_client(struct holder holder)
{
	return holder.client != 0 &&
		holders.of[holder.client - 1].visit == holder.visit ?
	    holder.client - 1 :
	    CLIENT_NONE;
}

void
holders_give(struct holder holder, enum hold what, size_t count)
{
	const uint32_t client = holders_client(holder);

	if (client != CLIENT_NONE)
		take_back(client, what, count);
}

void
holders_left(uint32_t client)
{
	for (enum hold what = 0; what < HOLDS; what++)
		take_back(client, what, holders.of[client].holds.of[what]);
	holders.of[client].visit = ++holders.visits;
}
