/*
 * Tries, and right secrets: see login_history.h. Whoever fills the table of
 * tries has others' forgotten, which costs an address for each. An account has
 * a few rows of the other one at most: to fill that takes many accounts.
 */
#include "policy/login_history.h"

#include <assert.h>
#include <string.h>

#include "base/data/chain.h"
#include "base/data/hash.h"
#include "base/data/networks.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "policy/origins.h"
#include "shared/limits.h"
#include "shared/names.h"

#define ADDRESSES 16384 /* that are remembered; then the first is forgotten */
#define PLACES 16384 /* likewise */
#define BUCKETS 4096

/* How long "lately" is, from the first time on. */
#define MEMORY (600 * SEC)

struct times {
	uint32_t count;
	usec since;
};

struct trier {
	struct network from;
	bool used;
	struct times tried;
};

/* From where an account was used. */
struct place {
	struct network from;
	uint8_t len; /* 0: the row is free */
	char name[LIMIT_NAME];
	struct times good;
	usec last;
};

static struct {
	struct trier *trier;
	struct chain by_network;
	uint32_t next_trier; /* that is used; by age all the same */
	uint32_t triers; /* rows that ever were used: the first of them */
	struct place *place;
	struct chain by_name;
	uint32_t next_place; /* likewise */
	uint32_t places;
} history;

bool
login_history_init(void)
{
	history.trier = arena_table(ADDRESSES, sizeof(*history.trier));
	history.place = arena_table(PLACES, sizeof(*history.place));
	return history.trier != NULL && history.place != NULL &&
	    chain_init(&history.by_network, BUCKETS, ADDRESSES) &&
	    chain_init(&history.by_name, BUCKETS, PLACES);
}

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

static struct trier *
find_trier(const struct network *from)
{
	uint32_t row = chain_first(&history.by_network, origins_hash(from));

	while (
	    row != CHAIN_END && !origins_same(&history.trier[row].from, from))
		row = chain_next(&history.by_network, row);
	return row == CHAIN_END ? NULL : &history.trier[row];
}

/* In the place of the oldest. */
static struct trier *
make_trier(const struct network *from)
{
	const uint32_t row = history.next_trier;
	struct trier *made = &history.trier[row];

	assert(history.trier != NULL); /* since the start */
	history.next_trier = (row + 1) % ADDRESSES;
	if (history.triers <= row)
		history.triers = row + 1;
	if (made->used)
		chain_drop(&history.by_network, origins_hash(&made->from), row);
	*made = (struct trier) { .from = *from, .used = true };
	chain_add(&history.by_network, origins_hash(from), row);
	return made;
}

void
login_history_try(const struct network *from, usec now)
{
	struct trier *trier = find_trier(from);

	count_one(
	    trier != NULL ? &trier->tried : &make_trier(from)->tried, now);
}

uint32_t
login_history_tries(const struct network *from, usec now)
{
	const struct trier *trier = find_trier(from);

	return trier != NULL ? lately(&trier->tried, now) : 0;
}

static struct str
name_of(const struct place *place)
{
	return (struct str) { place->name, place->len };
}

/* The next place of that account, from that row of its chain on; or null. */
static struct place *
next_of(uint32_t row, struct str account)
{
	while (row != CHAIN_END &&
	    !str_same(name_of(&history.place[row]), account))
		row = chain_next(&history.by_name, row);
	return row == CHAIN_END ? NULL : &history.place[row];
}

static struct place *
first_place(struct str account)
{
	return next_of(
	    chain_first(&history.by_name, hash_name(account)), account);
}

static struct place *
next_place(const struct place *place, struct str account)
{
	const uint32_t row = (uint32_t)(place - history.place);

	return next_of(chain_next(&history.by_name, row), account);
}

static struct place *
find_place(const struct network *from, struct str account)
{
	struct place *place = first_place(account);

	while (place != NULL && !origins_same(&place->from, from))
		place = next_place(place, account);
	return place;
}

static void
drop_place(struct place *place)
{
	chain_drop(&history.by_name, hash_name(name_of(place)),
	    (uint32_t)(place - history.place));
	place->len = 0;
}

static struct place *
set_place(struct place *place, const struct network *from, struct str account)
{
	*place = (struct place) { .from = *from, .len = (uint8_t)account.len };
	memcpy(place->name, account.at, account.len);
	chain_add(&history.by_name, hash_name(account),
	    (uint32_t)(place - history.place));
	return place;
}

/* In the place of the oldest. */
static struct place *
make_place(const struct network *from, struct str account)
{
	struct place *place = &history.place[history.next_place];

	if (history.places <= history.next_place)
		history.places = history.next_place + 1;
	history.next_place = (history.next_place + 1) % PLACES;
	if (place->len > 0)
		drop_place(place);
	return set_place(place, from, account);
}

/* An account's place that was used longest ago, and how many it has. */
static struct place *
find_oldest(struct str account, size_t *count)
{
	struct place *oldest = first_place(account);

	*count = 0;
	for (struct place *place = oldest; place != NULL;
	     place = next_place(place, account)) {
		++*count;
		if (place->last < oldest->last)
			oldest = place;
	}
	return oldest;
}

/* One more of an account, or in the place of its oldest, whose count it has. */
static struct place *
add_place(const struct network *from, struct str account)
{
	size_t count;
	struct place *oldest = find_oldest(account, &count);
	struct times good;

	if (count < LOGIN_HISTORY_PLACES)
		return make_place(from, account);
	good = oldest->good;
	drop_place(oldest);
	oldest = set_place(oldest, from, account);
	oldest->good = good;
	return oldest;
}

void
login_history_good(const struct network *from, struct str account, usec now)
{
	struct place *place;

	if (name_spelling(account) != CODE_OK)
		return;
	place = find_place(from, account);
	if (place == NULL)
		place = add_place(from, account);
	count_one(&place->good, now);
	place->last = now;
}

bool
login_history_knows(
    const struct network *from, struct str account, usec now, uint32_t *times)
{
	uint64_t sum = 0;

	if (name_spelling(account) != CODE_OK ||
	    find_place(from, account) == NULL)
		return false;
	for (const struct place *place = first_place(account); place != NULL;
	     place = next_place(place, account))
		sum += lately(&place->good, now);
	*times = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
	return true;
}

static const struct field saved_trier[] = {
	FIELD(NUMBER, struct trier, tried.count),
	FIELD(REAL, struct trier, tried.since),
};

static const struct field saved_place[] = {
	FIELD(NUMBER, struct place, good.count),
	FIELD(REAL, struct place, good.since),
	FIELD(REAL, struct place, last),
};

/* The oldest first, for that is the order in which they are forgotten. */
static void
save_triers(struct state *state)
{
	char text[NETWORK_TEXT];

	for (uint32_t i = 0; i < history.triers; i++) {
		const struct trier *trier =
		    &history.trier[(history.next_trier + i) % history.triers];
		if (!trier->used || lately(&trier->tried, state->real) == 0)
			continue;
		network_text(&trier->from, text);
		state_put_text(state, STR("tries"), str_from(text));
		fields_put(state, FIELDS(saved_trier), trier);
	}
}

/* Likewise. */
static void
save_places(struct state *state)
{
	char text[NETWORK_TEXT];

	for (uint32_t i = 0; i < history.places; i++) {
		const struct place *place =
		    &history.place[(history.next_place + i) % history.places];
		if (place->len == 0)
			continue;
		network_text(&place->from, text);
		const struct str words[] = { str_from(text), name_of(place) };
		state_put_strs(state, STR("place"), words, COUNT(words));
		fields_put(state, FIELDS(saved_place), place);
	}
}

void
login_history_save(struct state *state)
{
	save_triers(state);
	save_places(state);
}

static void
load_trier(struct state *state, struct login_history_row *row)
{
	struct network from;

	if (!network_from_state(state, &from))
		return;
	if (find_trier(&from) == NULL && row->triers++ < ADDRESSES)
		row->trier = make_trier(&from);
	else
		state_wrong(state, "duplicate, or too many");
}

/* "NETWORK NAME"; false if it is not. */
static bool
read_place(struct str value, struct network *from, struct str *name)
{
	const struct str address = str_word(&value);
	char text[NETWORK_TEXT];

	*name = value;
	if (address.len >= sizeof(text) || name_spelling(value) != CODE_OK)
		return false;
	memcpy(text, address.at, address.len);
	text[address.len] = '\0';
	return network_parse(from, text) == NULL;
}

static void
load_place(struct state *state, struct login_history_row *row)
{
	struct network from;
	struct str name;
	size_t count = 0;

	if (read_place(state->value, &from, &name) &&
	    find_place(&from, name) == NULL) {
		(void)find_oldest(name, &count);
		if (count < LOGIN_HISTORY_PLACES && row->places++ < PLACES) {
			row->place = make_place(&from, name);
			return;
		}
	}
	state_wrong(state, "invalid, duplicate, or too many");
}

bool
login_history_load_line(struct state *state, struct login_history_row *row)
{
	const bool is_trier = state_is(state, STR("tries"));

	if (is_trier || state_is(state, STR("place"))) {
		row->trier = NULL;
		row->place = NULL;
		if (is_trier)
			load_trier(state, row);
		else
			load_place(state, row);
	} else if (row->trier != NULL) {
		fields_get(state, FIELDS(saved_trier), row->trier);
	} else if (row->place != NULL) {
		fields_get(state, FIELDS(saved_place), row->place);
	} else {
		return false;
	}
	return true;
}
