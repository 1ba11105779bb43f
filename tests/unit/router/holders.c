/*
 * server/router/holders: what clients hold is counted for each of them, and
 * for all from one address or of one user, each kind by itself; what somebody
 * held is nobody's once it has left, whoever has its number then. At random
 * beside a model that adds everything up.
 */
#include "server/router/holders.h"

#include "server/policy/peers.h"
#include "server/policy/users.h"
#include "server/router/clients.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define CLIENTS 12
#define THINGS 60
#define MOST 1000
#define TRIES 20000

static const struct config_option options[] = { { "max_clients", "20" },
	{ "exempt", "none" }, { "max_per_address", "0" },
	{ "connect_rate", "0" }, { NULL, NULL } };

/* From where somebody may come. */
static const struct place {
	const char *addr; /* null: over a UNIX socket */
	uid_t user;
} places[] = {
	{ "192.0.2.1:1", 0 }, { "192.0.2.2:1", 0 }, { NULL, 1000 },
	{ NULL, 1001 },
	{ "/run/nobody's", 0 }, /* and nobody says whose: it is exempt */
};
#define EXEMPT (COUNT(places) - 1)

/* Something that somebody has come to hold; count is 0 if there is none. */
struct thing {
	struct holder holder;
	uint32_t client; /* CLIENT_NONE: who held it has left */
	enum hold what;
	size_t count;
};

static struct {
	struct thing thing[THINGS];
	size_t place[CLIENTS];
} model;

static void
come_in(uint32_t client, size_t place)
{
	struct client *c = clients_get(client);
	struct addr addr;

	model.place[client] = place;
	if (places[place].addr == NULL) {
		MUST(users_enter(&c->whose, places[place].user, 0), "no user");
		return;
	}
	MUST(addr_parse(&addr, places[place].addr) == NULL &&
		peers_enter(&addr, clock_mono(), &c->origin) == PEERS_WELCOME,
	    "%s may not come in", places[place].addr);
}

static size_t
held_by(uint32_t client, enum hold what)
{
	size_t sum = 0;

	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].client == client &&
		    model.thing[i].what == what)
			sum += model.thing[i].count;
	return sum;
}

static size_t
held_in(size_t place, enum hold what)
{
	size_t sum = 0;

	for (uint32_t client = 0; client < CLIENTS; client++)
		if (model.place[client] == place)
			sum += held_by(client, what);
	return sum;
}

/* Up to a share it may hold more, not one beyond it; of less it has too much.
 */
static bool
is_bound(uint32_t client, enum hold what)
{
	const size_t own = held_by(client, what);
	const size_t all = held_in(model.place[client], what);
	const size_t more = dice(MOST);
	const struct share by_own = { own + more, SIZE_MAX };
	const struct share by_all = { SIZE_MAX, all + more };
	const struct share less_than_own = { own - 1, SIZE_MAX };
	const struct share less_than_all = { SIZE_MAX, all - 1 };
	const bool exempt = model.place[client] == EXEMPT;

	return holders_may(client, what, more, by_own) &&
	    !holders_may(client, what, more + 1, by_own) &&
	    holders_may(client, what, more, by_all) &&
	    holders_may(client, what, more + 1, by_all) == exempt &&
	    !holders_may(client, what, SIZE_MAX, by_own) &&
	    (own == 0 || !holders_may(client, what, 0, less_than_own)) &&
	    (all == 0 || exempt ||
		!holders_may(client, what, 0, less_than_all));
}

static bool
agrees(void)
{
	for (uint32_t client = 0; client < CLIENTS; client++)
		for (enum hold what = 0; what < HOLDS; what++)
			if (!is_bound(client, what))
				return false;
	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].count > 0 &&
		    holders_client(model.thing[i].holder) !=
			model.thing[i].client)
			return false;
	return true;
}

static void
take_or_give(void)
{
	struct thing *thing = &model.thing[dice(THINGS)];

	if (thing->count > 0) {
		holders_give(thing->holder, thing->what, thing->count);
		*thing = (struct thing) { .client = CLIENT_NONE };
		return;
	}
	thing->client = dice(CLIENTS);
	thing->what = dice(HOLDS);
	thing->count = 1 + dice(MOST);
	thing->holder = holders_take(thing->client, thing->what, thing->count);
}

/* Another one comes in its place, perhaps from elsewhere. */
static void
replace(void)
{
	const uint32_t client = dice(CLIENTS);
	struct client *c = clients_get(client);

	holders_left(client);
	peers_leave(&c->origin);
	users_leave(&c->whose);
	clients_release(client);
	MUST(clients_take(SLOT_NONE) == client, "another number");
	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].client == client)
			model.thing[i].client = CLIENT_NONE;
	come_in(client, dice(COUNT(places)));
}

static void
is_like_the_model(void)
{
	bool good = agrees();

	TAP_OK(good, "at first nobody holds anything");
	for (unsigned i = 0; i < TRIES && good; i++) {
		if (dice_once_in(20))
			replace();
		else
			take_or_give();
		good = agrees();
	}
	TAP_OK(good, "%d changes at random", TRIES);
}

static void
knows_nobody(void)
{
	const struct holder nobody = { 0 };

	TAP_NUM(holders_client(nobody), CLIENT_NONE, "all zero is nobody");
	holders_give(nobody, HOLD_KEYS, 1);
	TAP_OK(agrees(), "who gives nothing back");
}

/* It has left, and nobody has come: it can be said twice. */
static void
leaves_twice(void)
{
	const struct holder holder = holders_take(0, HOLD_ITEMS, 1);

	holders_left(0);
	TAP_NUM(holders_client(holder), CLIENT_NONE, "who has left");
	holders_left(0);
	holders_give(holder, HOLD_ITEMS, 1);
	TAP_OK(holders_may(0, HOLD_ITEMS, 1, (struct share) { 1, SIZE_MAX }),
	    "holds nothing, and owes nothing");
}

int
main(void)
{
	dice_begin();
	stage_begin(options);
	for (size_t i = 0; i < THINGS; i++)
		model.thing[i].client = CLIENT_NONE;
	for (uint32_t client = 0; client < CLIENTS; client++) {
		MUST(clients_take(SLOT_NONE) == client, "no client");
		come_in(client, client % COUNT(places));
	}
	is_like_the_model();
	knows_nobody();
	leaves_twice();
	return tap_done();
}
