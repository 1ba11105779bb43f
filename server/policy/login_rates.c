/*
 * Tries of accounts by address: see login_rates.h. Whoever fills this table has
 * others' tries forgotten, but pays for each by the limit on its address.
 */
#include "policy/login_rates.h"

#include <stdint.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/data/chain.h"
#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "policy/origins.h"
#include "shared/limits.h"
#include "shared/names.h"

#define PAIRS 16384 /* that are remembered; then the first is forgotten */
#define BUCKETS 4096

#define MINUTE (60 * SEC)

struct pair {
	struct network from;
	uint8_t len; /* 0: the entry is free */
	char name[LIMIT_NAME];
	struct bucket tried;
};

static struct {
	struct pair *at;
	struct chain by_pair;
	uint32_t hand; /* the next entry that is used; by age all the same */
	uint32_t used; /* entries that ever were: the first of them */
} rates;

bool
login_rates_init(void)
{
	rates.at = arena_table(PAIRS, sizeof(*rates.at));
	return rates.at != NULL && chain_init(&rates.by_pair, BUCKETS, PAIRS);
}

static struct rate
rate_now(void)
{
	const size_t count = config_now()->account_rate;

	return (struct rate) { count, count, MINUTE };
}

static struct str
name_of(const struct pair *pair)
{
	return (struct str) { pair->name, pair->len };
}

static uint64_t
hash_of(const struct network *from, struct str name)
{
	return origins_hash(from) ^ hash_name(name);
}

/* CHAIN_END: nothing is known of it. */
static uint32_t
find(const struct network *from, struct str name)
{
	uint32_t row = chain_first(&rates.by_pair, hash_of(from, name));

	while (row != CHAIN_END &&
	    !(origins_same(&rates.at[row].from, from) &&
		str_same(name_of(&rates.at[row]), name)))
		row = chain_next(&rates.by_pair, row);
	return row;
}

/* In the place of the oldest. */
static struct pair *
make(const struct network *from, struct str name)
{
	const uint32_t number = rates.hand;
	struct pair *made = &rates.at[number];

	rates.hand = (number + 1) % PAIRS;
	if (rates.used <= number)
		rates.used = number + 1;
	if (made->len > 0)
		chain_drop(&rates.by_pair, hash_of(&made->from, name_of(made)),
		    number);
	*made = (struct pair) { .from = *from, .len = (uint8_t)name.len };
	memcpy(made->name, name.at, name.len);
	chain_add(&rates.by_pair, hash_of(from, name), number);
	return made;
}

bool
login_rates_take(const char *peer, struct str account, usec now)
{
	const struct rate rate = rate_now();
	struct network from;
	uint32_t row;

	if (rate.count == 0 || name_spelling(account) != CODE_OK ||
	    origins_is_exempt(peer))
		return true;
	from = origins_of(peer);
	row = find(&from, account);
	return bucket_take(row != CHAIN_END ? &rates.at[row].tried :
					      &make(&from, account)->tried,
	    &rate, now);
}

static const struct field saved[] = {
	FIELD(NUMBER, struct pair, tried.used),
	FIELD(REAL, struct pair, tried.at),
};

/* The oldest first, for that is the order in which they are forgotten. */
void
login_rates_save(struct state *state)
{
	char text[NETWORK_TEXT];

	for (uint32_t i = 0; i < rates.used; i++) {
		const struct pair *pair =
		    &rates.at[(rates.hand + i) % rates.used];
		if (pair->len == 0 || pair->tried.at + MINUTE <= state->real)
			continue;
		network_text(&pair->from, text);
		const struct str words[] = { str_from(text), name_of(pair) };
		state_put_strs(state, STR("pair"), words, COUNT(words));
		fields_put(state, FIELDS(saved), pair);
	}
}

/* A new one; null, and noted, if there cannot be one. */
static struct pair *
claim(struct state *state, uint32_t *count)
{
	struct str name = state->value;
	const struct str address = str_word(&name);
	char text[NETWORK_TEXT];
	struct network from;

	if (address.len < sizeof(text) && name_spelling(name) == CODE_OK) {
		memcpy(text, address.at, address.len);
		text[address.len] = '\0';
		if (network_parse(&from, text) == NULL &&
		    find(&from, name) == CHAIN_END && (*count)++ < PAIRS)
			return make(&from, name);
	}
	state_wrong(state, "invalid, duplicate, or too many");
	return NULL;
}

void
login_rates_load(struct state *state)
{
	struct pair *pair = NULL;
	uint32_t count = 0;

	while (state_next(state))
		if (state_is(state, STR("pair")))
			pair = claim(state, &count);
		else if (pair != NULL)
			fields_get(state, FIELDS(saved), pair);
}
