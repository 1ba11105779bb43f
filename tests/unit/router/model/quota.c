/*
 * server/router/model/quota: what clients hold is counted for each of them,
 * each kind by itself; what somebody held is no client's once it has left,
 * whoever has its number then. At random beside a model that adds everything
 * up.
 */
#include "server/router/model/quota.h"

#include "server/base/state/module.h"
#include "server/router/model/clients.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

extern const struct module quota_module;

#define CLIENTS 12
#define THINGS 60
#define MOST 1000
#define TRIES 20000

static const struct config_option options[] = { { "max_clients", "20" },
	{ NULL, NULL } };

/* Something that somebody has come to hold; count is 0 if there is none. */
struct thing {
	struct holder holder;
	uint32_t client; /* CLIENT_NONE: who held it has left */
	enum quota what;
	size_t count;
};

static struct thing things[THINGS];

static bool
agrees(void)
{
	size_t sums[CLIENTS][QUOTAS] = { { 0 } };
	bool good = true;

	for (size_t i = 0; i < THINGS; i++) {
		const struct thing *thing = &things[i];
		if (thing->count == 0)
			continue;
		good = good && quota_client(thing->holder) == thing->client;
		if (thing->client != CLIENT_NONE)
			sums[thing->client][thing->what] += thing->count;
	}
	for (uint32_t client = 0; client < CLIENTS; client++)
		for (enum quota what = 0; what < QUOTAS; what++)
			good = good &&
			    quota_held(client, what) == sums[client][what];
	return good;
}

static void
take_or_give(void)
{
	struct thing *thing = &things[dice(THINGS)];

	if (thing->count > 0) {
		quota_refund(&thing->holder, thing->what, thing->count);
		*thing = (struct thing) { .client = CLIENT_NONE };
		return;
	}
	thing->client = dice(CLIENTS);
	thing->what = dice(QUOTAS);
	thing->count = 1 + dice(MOST);
	thing->holder = quota_charge(thing->client, thing->what, thing->count);
}

/* Another one comes in its place. */
static void
replace(void)
{
	const uint32_t client = dice(CLIENTS);

	quota_module.leave(client);
	modules_release(client);
	MUST(clients_new(SLOT_NONE) == client, "another number");
	for (size_t i = 0; i < THINGS; i++)
		if (things[i].client == client)
			things[i].client = CLIENT_NONE;
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
	TAP_NUM(
	    quota_held(0, QUOTA_ITEMS), 0, "holds nothing, and owes nothing");
}

int
main(void)
{
	dice_begin();
	stage_begin(options);
	for (size_t i = 0; i < THINGS; i++)
		things[i].client = CLIENT_NONE;
	for (uint32_t client = 0; client < CLIENTS; client++)
		MUST(clients_new(SLOT_NONE) == client, "no client");
	is_like_the_model();
	knows_nobody();
	leaves_twice();
	return tap_done();
}
