/*
 * The section of clients: all that clients.c, client_identity.c, tags.c,
 * whowas.c and watches.c know of each client. Programs that do not know a kind
 * of line skip it.
 */
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/people/watches.h"
#include "router/people/whowas.h"

static void
clients_state_save(struct state *state)
{
	const struct clients_counts *counts = clients_counts();

	if (counts->most > counts->named)
		state_put(state, STR("most"), counts->most);
	whowas_save(state);
	FOR_EACH_CLIENT(client) {
		clients_save(state, client);
		identity_save(state, client);
		tags_save(state, client);
		watches_save(state, client);
	}
}

static bool
load_most(struct state *state)
{
	uint64_t most;

	if (!state_is(state, STR("most")))
		return false;
	if (state_number(state, CLIENTS_MAX, &most))
		clients_set_most((size_t)most);
	return true;
}

static uint32_t
clients_state_claim(struct state *state)
{
	const uint32_t client = clients_claim(state);

	if (client != CLIENT_NONE)
		identity_restore(client);
	return client;
}

static void
clients_state_load_line(struct state *state, uint32_t client)
{
	clients_load(state, client);
	if (!tags_load(state, client) && !watches_load(state, client))
		identity_load(state, client);
}

static void
clients_state_load(struct state *state)
{
	uint32_t client = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("client")))
			client = clients_state_claim(state);
		else if (!load_most(state) && !whowas_load(state) &&
		    client != CLIENT_NONE)
			clients_state_load_line(state, client);
}

MODULE(clients_state) = { SECTION("clients", clients_state) };
