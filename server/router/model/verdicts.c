/* A cache of whether masks match clients: see verdicts.h. */
#include "router/model/verdicts.h"

#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "router/model/masks.h"
#include "router/queue/budget.h"

/*
 * The rows of the cache; a pair of a client and a group has the row of its
 * hash.
 */
#define ROOM 8192

/* A row; all zero: none, because a group with a mask never has version 0. */
struct verdict_row {
	uint32_t group;
	uint32_t client;
	uint64_t version;
	uint8_t known; /* a bit for each verdict that is known */
	uint8_t holds; /* a bit for each known verdict that is yes */
};

/* Not saved: it is only a cache. */
static struct {
	struct verdict_row *at;
} verdicts;

static const struct {
	enum masks_list list; /* if that list has no mask, the verdict is no */
	bool (*ask)(uint32_t group, uint32_t client);
} questions[VERDICTS] = {
	[VERDICT_BANNED] = { MASKS_BANNED, masks_ban },
	[VERDICT_MUTED] = { MASKS_BANNED, masks_mute },
	[VERDICT_INVITED] = { MASKS_INVITED, masks_invite },
};

void
verdicts_init(void)
{
	verdicts.at = arena_table(ROOM, sizeof(*verdicts.at));
}

/*
 * Returns the row of the client in the group, cleared if it was another pair's
 * or is out of date.
 */
static struct verdict_row *
verdicts_find(uint32_t group, uint32_t client)
{
	const uint32_t pair[] = { group, client };
	const uint64_t version = masks_version(group, client);
	struct verdict_row *row =
	    &verdicts.at[hash_bytes(pair, sizeof(pair)) % ROOM];

	budget_charge(WORK_ROW, 1);
	if (row->group != group || row->client != client ||
	    row->version != version)
		*row = (struct verdict_row) { group, client, version, 0, 0 };
	return row;
}

bool
verdicts_match(uint32_t group, uint32_t client, enum verdict_kind what)
{
	const uint8_t bit = (uint8_t)(1U << what);
	struct verdict_row *row;

	if (masks_count(group, questions[what].list) == 0)
		return false;
	row = verdicts_find(group, client);
	if ((row->known & bit) == 0) {
		row->known |= bit;
		if (questions[what].ask(group, client))
			row->holds |= bit;
	}
	return (row->holds & bit) != 0;
}
