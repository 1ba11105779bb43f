/* What was said lately in groups with mode f: see floods.h. */
#include "router/model/floods.h"

#include <assert.h>
#include <string.h>

#include "base/data/bucket.h"
#include "base/data/index.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/network.h"

/*
 * Who says something has one of the places of a set, which is drawn by a secret
 * hash, so that nobody can choose whom to push out.
 */
#define PLACES 4
#define ROWS ((size_t)4096 * PLACES)

struct key {
	uint64_t group; /* its tag */
	char who[88]; /* in lower case; ended by NUL */
};
static_assert(1 + LIMIT_NAME + 1 + NETWORK_TEXT < 88, "all fit");

struct place {
	struct key key;
	struct bucket said;
};

static struct {
	struct place *places;
} floods;

static struct key
key_of(uint64_t group, struct str who)
{
	struct key key = { .group = group };

	for (size_t i = 0; i < who.len && i + 1 < sizeof(key.who); i++)
		key.who[i] = (char)str_lower(who.at[i]);
	return key;
}

/* Returns the key of "[!]NAME" or "[!][NAME]@ADDRESS", with '!' for signals. */
static struct key
key_of_client(uint32_t group, conn_id who, struct str other, bool signals)
{
	const bool is_counted = conns_get(who)->origin != PEERS_NONE;
	const struct network from = conns_network(who);
	char room[1 + LIMIT_NAME + 1 + NETWORK_TEXT];
	struct buf text;

	if (other.len == 0)
		other = clients_account(client_of(who));
	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, signals ? STR("!") : STR(""), other);
	if (other.len == 0)
		(void)BUF_CAT(&text,
		    is_counted ? STR("") : clients_name(client_of(who)),
		    STR("@"), NETWORK_STR(&from));
	return key_of(groups_get(group)->tag, buf_str(&text));
}

/* Returns the place of the key, a new one if it has none. */
static struct bucket *
find(struct key key)
{
	struct place *set = &floods.places[hash_bytes(&key, sizeof(key)) %
	    (ROWS / PLACES) * PLACES];
	struct place *oldest = set;

	for (size_t i = 0; i < PLACES; i++) {
		if (memcmp(&set[i].key, &key, sizeof(key)) == 0)
			return &set[i].said;
		if (set[i].said.at < oldest->said.at)
			oldest = &set[i];
	}
	*oldest = (struct place) { .key = key };
	return &oldest->said;
}

enum code
floods_count(
    uint32_t group, conn_id who, struct str other, size_t lines, bool signals)
{
	const struct str flood = str_from(groups_get(group)->modes.flood);
	const usec now = ticks_mono();
	struct bucket *said;
	struct rate rate;

	if (!groups_flood_read(flood, &rate) ||
	    groups_roles(group, client_of(who)) != 0)
		return CODE_OK;
	if (lines > rate.burst)
		return CODE_TOO_MANY;
	said = find(key_of_client(group, who, other, signals));
	if (bucket_wait(said, &rate, lines, now) > 0)
		return CODE_SLOW_DOWN;
	bucket_charge(said, &rate, lines, now);
	return CODE_OK;
}

bool
floods_count_all(conn_id who)
{
	const struct set *groups = groups_of(client_of(who));
	bool fits = true;

	budget_charge(WORK_ROW, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		if (floods_count(groups->at[i], who, STR(""), 1, false) !=
		    CODE_OK)
			fits = false;
	return fits;
}

/* Writes "said GROUP USED AT WHO" for all that still count. */
static void
floods_save(struct state *state)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct place *place = &floods.places[i];
		if (place->said.used > 0 &&
		    place->said.at + BUCKET_PERIOD > ticks_mono())
			STATE_PUT(state, STR("said"), DECIMAL(place->key.group),
			    DECIMAL(place->said.used), DECIMAL(place->said.at),
			    str_from(place->key.who));
	}
}

static void
floods_load(struct state *state)
{
	struct str who = STR("");
	struct bucket said = { .used = 0 };
	uint64_t group = 0;

	while (state_next(state))
		if (!state_is(state, STR("said")))
			continue;
		else if (STATE_LINE(state, NUMBER_TO(&group, UINT64_MAX),
			     NUMBER_TO(&said.used, UINT64_MAX),
			     NUMBER_TO(&said.at, UINT64_MAX),
			     WORD_TO(&who, NULL)))
			*find(key_of(group, who)) = said;
		else
			state_wrong(state, "not a number, or nobody");
}

MODULE(
    floods) = { TABLES(TABLE(floods.places, ROWS)), SECTION("floods", floods) };
