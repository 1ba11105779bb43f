/* Who has brought groups into being: see makers.h. */
#include "router/makers.h"

#include <assert.h>

#include "base/arena.h"
#include "base/config.h"
#include "policy/peers.h"
#include "policy/users.h"
#include "router/clients.h"

struct maker {
	uint64_t visit; /* another one for each who has had the number */
	uint32_t groups; /* that it has made and that live */
};

struct made {
	uint64_t
	    visit; /* of its maker, who has gone if the client has another */
	uint32_t client; /* number + 1; 0: nobody's */
};

static struct {
	struct maker *maker; /* by client */
	struct made *made; /* by group */
	uint64_t visits;
} makers;

bool
makers_init(void)
{
	makers.maker = arena_table(CLIENTS_MAX, sizeof(*makers.maker));
	makers.made = arena_table(GROUPS_MAX, sizeof(*makers.made));
	return makers.maker != NULL && makers.made != NULL;
}

/* What is counted together with others; null: an exempt address. */
static uint32_t *
count_of_origin(uint32_t client)
{
	struct client *c = clients_get(client);

	return c->whose.is_known ? users_made(&c->whose) :
				   peers_made(c->origin);
}

bool
makers_may(uint32_t client)
{
	const size_t most = config_now()->max_made;
	const size_t most_of_origin = config_now()->max_made_per_address;
	const uint32_t *of_origin = count_of_origin(client);

	if (most > 0 && makers.maker[client].groups >= most)
		return false;
	return of_origin == NULL || most_of_origin == 0 ||
	    *of_origin < most_of_origin;
}

void
makers_made(uint32_t client, uint32_t group)
{
	uint32_t *of_origin = count_of_origin(client);

	makers.made[group] =
	    (struct made) { makers.maker[client].visit, client + 1 };
	makers.maker[client].groups++;
	if (of_origin != NULL)
		++*of_origin;
}

static void
take_back(uint32_t client, uint32_t groups)
{
	uint32_t *of_origin = count_of_origin(client);

	assert(makers.maker[client].groups >= groups);
	makers.maker[client].groups -= groups;
	if (of_origin == NULL)
		return;
	assert(*of_origin >= groups);
	*of_origin -= groups;
}

void
makers_disown(uint32_t group)
{
	struct made *made = &makers.made[group];
	const uint32_t number = made->client;

	made->client = 0;
	if (number != 0 && makers.maker[number - 1].visit == made->visit)
		take_back(number - 1, 1);
}

void
makers_left(uint32_t client)
{
	take_back(client, makers.maker[client].groups);
	makers.maker[client].visit = ++makers.visits;
}

uint32_t
makers_of(uint32_t group)
{
	const struct made *made = &makers.made[group];

	return made->client != 0 &&
		makers.maker[made->client - 1].visit == made->visit ?
	    made->client - 1 :
	    CLIENT_NONE;
}
