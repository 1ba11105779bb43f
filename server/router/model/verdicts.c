/* What masks say of clients: see verdicts.h. */
#include "router/model/verdicts.h"

#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "router/model/masks.h"
#include "router/queue/budget.h"

/* So many clients in groups are remembered, each in the place of its hash. */
#define ROOM 8192

/* All zero: nobody, for no version is 0 where there is a mask. */
struct verdict_row {
	uint32_t group;
	uint32_t client;
	uint64_t version;
	uint8_t known; /* a bit for each that was asked */
	uint8_t holds; /* likewise: it does */
};

/* To be saved: nothing. */
static struct {
	struct verdict_row *at;
} verdicts;

static const struct {
	enum masks_list list; /* without a mask there it holds of nobody */
	bool (*ask)(uint32_t group, uint32_t client);
} questions[VERDICTS] = {
	[VERDICT_BANNED] = { MASKS_BANNED, masks_ban },
	[VERDICT_MUTED] = { MASKS_BANNED, masks_mute },
	[VERDICT_INVITED] = { MASKS_INVITED, masks_invite },
};

bool
verdicts_init(void)
{
	verdicts.at = arena_table(ROOM, sizeof(*verdicts.at));
	return verdicts.at != NULL;
}

/* The row of the client in the group, of which nothing may be known. */
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
verdicts_say(uint32_t group, uint32_t client, enum verdict_of what)
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
