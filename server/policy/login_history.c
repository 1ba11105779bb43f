/*
 * Tries and logins: see login_history.h. An attacker who fills the table of
 * tries makes it forget others', but needs an address for each. An account has
 * only a few rows in the other table, so filling that one takes many accounts.
 */
#include "policy/login_history.h"

#include "shared/names.h"

/* The length of "lately", from the first try or login on. */
#define MEMORY (600 * SEC)

struct times {
	uint32_t count;
	usec since;
};

struct trier {
	struct origin origin;
	struct times tried;
};

/* An address from which somebody has logged in to an account. */
struct place {
	struct named_origin origin;
	struct times good;
	usec last;
};

static const struct field saved_trier[] = {
	FIELD(NUMBER, struct trier, tried.count),
	FIELD(REAL, struct trier, tried.since),
};

static const struct field saved_place[] = {
	FIELD(NUMBER, struct place, good.count),
	FIELD(REAL, struct place, good.since),
	FIELD(REAL, struct place, last),
};

static uint32_t
lately(const struct times *times, usec now)
{
	return now < times->since + MEMORY ? times->count : 0;
}

static void
count_one(struct times *times, usec now)
{
	const uint32_t before = lately(times, now);

	if (before == 0)
		times->since = now;
	times->count = before < UINT32_MAX ? before + 1 : before;
}

struct origin_table login_history_triers = { LIT("tries"), 16384,
	sizeof(struct trier), { saved_trier, COUNT(saved_trier) },
	.time = offsetof(struct trier, tried.since), .lasts = MEMORY };
struct origin_table login_history_places = { LIT("place"), 16384,
	sizeof(struct place), { saved_place, COUNT(saved_place) },
	.is_named = true, .by_name = true };

void
login_history_count_try(const struct network *from, usec now)
{
	struct trier *trier =
	    origin_table_get(&login_history_triers, from, STR(""));

	count_one(&trier->tried, now);
}

uint32_t
login_history_recent_tries(const struct network *from, usec now)
{
	const struct trier *trier =
	    origin_table_find(&login_history_triers, from, STR(""));

	return trier != NULL ? lately(&trier->tried, now) : 0;
}

/*
 * Returns the account's place that was used longest ago, and counts its places.
 */
static struct place *
find_oldest(struct str account, size_t *count)
{
	struct place *oldest =
	    origin_table_named(&login_history_places, account, NULL);

	*count = 0;
	for (struct place *place = oldest; place != NULL;
	     place =
		 origin_table_named(&login_history_places, account, place)) {
		++*count;
		if (place->last < oldest->last)
			oldest = place;
	}
	return oldest;
}

/*
 * Adds a place to an account, or replaces its oldest one and keeps that one's
 * count.
 */
static struct place *
add_place(const struct network *from, struct str account)
{
	size_t count;
	struct place *oldest = find_oldest(account, &count);
	struct times good;

	if (count < LOGIN_HISTORY_PLACES)
		return origin_table_make(&login_history_places, from, account);
	good = oldest->good;
	origin_table_rekey(&login_history_places, oldest, from, account);
	oldest->good = good;
	return oldest;
}

void
login_history_add(const struct network *from, struct str account, usec now)
{
	struct place *place;

	if (name_spelling(account) != CODE_OK)
		return;
	place = origin_table_find(&login_history_places, from, account);
	if (place == NULL)
		place = add_place(from, account);
	count_one(&place->good, now);
	place->last = now;
}

bool
login_history_has(
    const struct network *from, struct str account, usec now, uint32_t *times)
{
	uint64_t sum = 0;

	if (name_spelling(account) != CODE_OK ||
	    origin_table_find(&login_history_places, from, account) == NULL)
		return false;
	for (const struct place *place =
		 origin_table_named(&login_history_places, account, NULL);
	     place != NULL;
	     place = origin_table_named(&login_history_places, account, place))
		sum += lately(&place->good, now);
	*times = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
	return true;
}
