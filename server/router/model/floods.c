/* What was said lately in groups with mode f: see floods.h. */
#include "router/model/floods.h"

#include <string.h>

#include "base/data/bucket.h"
#include "base/data/index.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/network.h"

/*
 * Who says something has one of the places of a set, which is drawn by a secret
 * hash, so that nobody can choose whom to push out.
 */
#define SETS 4096
#define PLACES 4

struct key {
	uint64_t group; /* its tag */
	struct ip from; /* all 0: an account, or somebody elsewhere */
	bool signals;
	char who[LIMIT_NAME]; /* all 0: the address */
};
#define KEY_SIZE (offsetof(struct key, who) + LIMIT_NAME)

static struct {
	struct place {
		struct key key;
		struct bucket said;
	} * places;
} floods;

static struct key
key_of(uint64_t group, const struct ip *from, bool signals, struct str who)
{
	struct key key = { .group = group, .from = *from, .signals = signals };

	for (size_t i = 0; i < who.len && i < sizeof(key.who); i++)
		key.who[i] = (char)str_lower(who.at[i]);
	return key;
}

static struct key
key_of_client(uint32_t group, uint32_t client, struct str other, bool signals)
{
	const struct ip nowhere = { .v4 = false };
	const uint64_t tag = groups_get(group)->tag;
	const struct network from = clients_network(client);
	const bool is_counted = clients_own(client)->origin != PEERS_NONE;

	if (other.len == 0)
		other = clients_account(client);
	if (other.len > 0)
		return key_of(tag, &nowhere, signals, other);
	return key_of(tag, &from.ip, signals,
	    is_counted ? STR("") : clients_name(client));
}

/* Returns the place of the key, a new one if it has none. */
static struct bucket *
find(const struct key *key)
{
	struct place *set =
	    &floods.places[hash_bytes(key, KEY_SIZE) % SETS * PLACES];
	struct place *oldest = set;

	for (size_t i = 0; i < PLACES; i++) {
		if (memcmp(&set[i].key, key, KEY_SIZE) == 0)
			return &set[i].said;
		if (set[i].said.at < oldest->said.at)
			oldest = &set[i];
	}
	*oldest = (struct place) { .key = *key };
	return &oldest->said;
}

enum code
floods_count(uint32_t group, uint32_t client, struct str other, size_t lines,
    bool signals)
{
	const struct rate rate = groups_flood(group);
	const usec now = ticks_mono();
	struct bucket *said;
	struct key key;

	if (rate.count == 0 || groups_roles(group, client) != 0)
		return CODE_OK;
	if (lines > rate.burst)
		return CODE_TOO_MANY;
	key = key_of_client(group, client, other, signals);
	said = find(&key);
	if (bucket_wait(said, &rate, lines, now) > 0)
		return CODE_SLOW_DOWN;
	bucket_charge(said, &rate, lines, now);
	return CODE_OK;
}

bool
floods_count_all(uint32_t client)
{
	const struct set *groups = groups_of(client);
	bool fits = true;

	budget_charge(WORK_ROW, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		if (floods_count(groups->at[i], client, STR(""), 1, false) !=
		    CODE_OK)
			fits = false;
	return fits;
}

#define NOBODY STR("-") /* no name */

/* Writes "said GROUP SIGNALS USED AT ADDRESS WHO" of all that still count. */
static void
floods_save(struct state *state)
{
	for (size_t i = 0; i < (size_t)SETS * PLACES; i++) {
		const struct bucket *said = &floods.places[i].said;
		const struct key *key = &floods.places[i].key;
		const struct network from =
		    network_around(&key->from, network_bits(&key->from));
		const struct str who = { key->who,
			strnlen(key->who, sizeof(key->who)) };
		if (said->used == 0 || said->at + BUCKET_PERIOD <= ticks_mono())
			continue;
		STATE_PUT(state, STR("said"), DECIMAL(key->group),
		    DECIMAL(key->signals), DECIMAL(said->used),
		    DECIMAL(said->at), NETWORK_STR(&from),
		    who.len > 0 ? who : NOBODY);
	}
}

static void
floods_load(struct state *state)
{
	struct str address = STR(""), who = STR("");
	uint64_t group = 0, signals = 0;
	struct bucket said = { .used = 0 };
	struct network from;
	struct key key;

	while (state_next(state)) {
		if (!state_is(state, STR("said")))
			continue;
		if (!STATE_LINE(state, NUMBER_TO(&group, UINT64_MAX),
			NUMBER_TO(&signals, 1),
			NUMBER_TO(&said.used, UINT64_MAX),
			NUMBER_TO(&said.at, UINT64_MAX),
			WORD_TO(&address, NULL), WORD_TO(&who, NULL)) ||
		    network_read(&from, address) != NULL) {
			state_wrong(state, "invalid number or address");
			return;
		}
		key = key_of(group, &from.ip, signals == 1,
		    str_eq(who, NOBODY) ? STR("") : who);
		*find(&key) = said;
	}
}

MODULE(floods) = { TABLES(TABLE(floods.places, (size_t)SETS *PLACES)),
	SECTION("floods", floods) };
