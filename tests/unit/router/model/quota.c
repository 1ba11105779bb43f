/*
 * server/router/model/quota and ledger: what clients hold is counted for each
 * of them, and for all from one address or of one user, each kind by itself;
 * what somebody held is no client's once it has left, whoever has its number
 * then, and counts for its place until it is gone. Whatever replaces a thing
 * has that one's room. At random beside a model that adds everything up; when
 * nothing is left, no place has an entry.
 */
#include "server/router/model/quota.h"

#include "server/base/state/module.h"
#include "server/policy/peers.h"
#include "server/router/model/clients.h"
#include "server/router/model/ledger.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

extern const struct module quota_module;

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
	size_t place; /* where it came from */
	enum quota what;
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
		MUST(users_enter(&c->peer_user, places[place].user, 0),
		    "no user");
		return;
	}
	MUST(addr_parse(&addr, places[place].addr) == NULL &&
		peers_enter(&addr, clock_mono(), &c->origin) == PEERS_WELCOME,
	    "%s may not come in", places[place].addr);
}

static size_t
held_by(uint32_t client, enum quota what)
{
	size_t sum = 0;

	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].client == client &&
		    model.thing[i].what == what)
			sum += model.thing[i].count;
	return sum;
}

static size_t
held_in(size_t place, enum quota what)
{
	size_t sum = 0;

	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].count > 0 && model.thing[i].place == place &&
		    model.thing[i].what == what)
			sum += model.thing[i].count;
	return sum;
}

/* Up to a share it may hold more, not one beyond it; of less it has too much.
 */
static bool
is_bound(uint32_t client, enum quota what)
{
	const size_t own = held_by(client, what);
	const size_t all = held_in(model.place[client], what);
	const size_t more = dice(MOST);
	const struct quota_limits by_own = { own + more, SIZE_MAX };
	const struct quota_limits by_all = { SIZE_MAX, all + more };
	const struct quota_limits less_than_own = { own - 1, SIZE_MAX };
	const struct quota_limits less_than_all = { SIZE_MAX, all - 1 };
	const bool exempt = model.place[client] == EXEMPT;

	return quota_allows(client, what, more, by_own) &&
	    !quota_allows(client, what, more + 1, by_own) &&
	    quota_allows(client, what, more, by_all) &&
	    quota_allows(client, what, more + 1, by_all) == exempt &&
	    !quota_allows(client, what, SIZE_MAX, by_own) &&
	    (own == 0 || !quota_allows(client, what, 0, less_than_own)) &&
	    (all == 0 || exempt ||
		!quota_allows(client, what, 0, less_than_all));
}

/* Its own thing goes when the new one comes; one of its place likewise. */
static bool
can_replace(uint32_t client)
{
	const struct thing *old = &model.thing[dice(THINGS)];
	const struct quota_thing held = { old->holder, old->count };
	const size_t place = model.place[client];
	const bool is_own = old->count > 0 && old->client == client;
	const bool is_near =
	    old->count > 0 && old->place == place && place != EXEMPT;
	const size_t own = held_by(client, old->what);
	const size_t all = held_in(place, old->what);
	const struct quota_limits share = { own,
		place == EXEMPT ? SIZE_MAX : all };
	const size_t by_own = is_own ? old->count : 0;
	const size_t by_all = is_near || place == EXEMPT ? SIZE_MAX : 0;
	const size_t most = is_near ?
	    (by_own < old->count ? by_own : old->count) :
	    (by_own < by_all ? by_own : by_all);

	return quota_allows_replacing(client, old->what, most, held, share) &&
	    !quota_allows_replacing(client, old->what, most + 1, held, share);
}

static bool
is_whose(const struct thing *thing)
{
	const bool is_left =
	    thing->client == CLIENT_NONE && thing->place != EXEMPT;

	return thing->count == 0 ||
	    (quota_client(thing->holder) == thing->client &&
		quota_is_left_behind(thing->holder) == is_left);
}

static size_t
places_used(void)
{
	bool is_used[COUNT(places)] = { false };
	size_t count = 0;

	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].count > 0)
			is_used[model.thing[i].place] = true;
	for (size_t place = 0; place < EXEMPT; place++)
		count += is_used[place];
	return count;
}

static bool
agrees(void)
{
	for (uint32_t client = 0; client < CLIENTS; client++)
		for (enum quota what = 0; what < QUOTAS; what++)
			if (!is_bound(client, what))
				return false;
	for (size_t i = 0; i < THINGS; i++)
		if (!is_whose(&model.thing[i]))
			return false;
	return can_replace(dice(CLIENTS)) && ledger_used() == places_used();
}

static void
take_or_give(void)
{
	struct thing *thing = &model.thing[dice(THINGS)];

	if (thing->count > 0) {
		quota_refund(&thing->holder, thing->what, thing->count);
		*thing = (struct thing) { .client = CLIENT_NONE };
		return;
	}
	thing->client = dice(CLIENTS);
	thing->place = model.place[thing->client];
	thing->what = dice(QUOTAS);
	thing->count = 1 + dice(MOST);
	thing->holder = quota_charge(thing->client, thing->what, thing->count);
}

/* Another one comes in its place, perhaps from elsewhere. */
static void
replace(void)
{
	const uint32_t client = dice(CLIENTS);

	quota_module.leave(client);
	modules_release(client);
	MUST(clients_new(SLOT_NONE) == client, "another number");
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
	struct holder nobody = { 0 };

	TAP_NUM(quota_client(nobody), CLIENT_NONE, "all zero is nobody");
	quota_refund(&nobody, QUOTA_KEYS, 1);
	TAP_OK(agrees(), "who gives nothing back");
}

/* It has left, and nobody has come: it can be said twice. */
static void
leaves_twice(void)
{
	struct holder holder = quota_charge(0, QUOTA_ITEMS, 1);

	quota_module.leave(0);
	TAP_NUM(quota_client(holder), CLIENT_NONE, "who has left");
	quota_module.leave(0);
	quota_refund(&holder, QUOTA_ITEMS, 1);
	TAP_OK(quota_allows(
		   0, QUOTA_ITEMS, 1, (struct quota_limits) { 1, SIZE_MAX }),
	    "holds nothing, and owes nothing");
}

static void
leaves_nothing(void)
{
	for (size_t i = 0; i < THINGS; i++)
		if (model.thing[i].count > 0) {
			quota_refund(&model.thing[i].holder,
			    model.thing[i].what, model.thing[i].count);
			model.thing[i].count = 0;
		}
	TAP_NUM(ledger_used(), 0, "when all is gone nobody is charged");
}

/* Each from another address: beyond the table's size there is no charge. */
static void
is_bounded(void)
{
	static struct holder holder[LEDGER_MAX + 1];
	struct client *c = clients_get(0);
	const struct peer_user peer_user = c->peer_user;
	struct state state = { .key = STR("left-user"),
		.value = STR("4000000000") };
	struct holder left = { .entry = LEDGER_NONE };
	bool good = true;

	c->peer_user.is_known = true;
	for (size_t i = 0; i < COUNT(holder); i++) {
		c->peer_user.user = (uid_t)i;
		holder[i] = quota_charge(0, QUOTA_GROUPS, 1);
		good = good &&
		    (holder[i].entry != LEDGER_NONE) == (i < LEDGER_MAX);
	}
	TAP_OK(good && ledger_used() == LEDGER_MAX,
	    "so many places are charged, and one more is not");
	TAP_OK(quota_load(&state, QUOTA_GROUPS, 1, &left) &&
		left.entry != LEDGER_NONE,
	    "but what the program before has charged is");
	quota_refund(&left, QUOTA_GROUPS, 1);
	for (size_t i = 0; i < COUNT(holder); i++)
		quota_refund(&holder[i], QUOTA_GROUPS, 1);
	TAP_NUM(ledger_used(), 0, "and there is room again");
	c->peer_user = peer_user;
}

int
main(void)
{
	dice_begin();
	stage_begin(options);
	for (size_t i = 0; i < THINGS; i++)
		model.thing[i].client = CLIENT_NONE;
	for (uint32_t client = 0; client < CLIENTS; client++) {
		MUST(clients_new(SLOT_NONE) == client, "no client");
		come_in(client, client % COUNT(places));
	}
	is_like_the_model();
	knows_nobody();
	leaves_twice();
	leaves_nothing();
	is_bounded();
	return tap_done();
}
