/*
 * Wrong secrets of accounts: see account_guesses.h. Whoever fills this table
 * has others' wrong ones forgotten; each row costs a guess that the bound for
 * its address lets through.
 */
#include "policy/account_guesses.h"

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

#define ROWS 65536 /* that are remembered; then the first is forgotten */
#define BUCKETS 16384

/* The key of all strings that cannot be the name of an account. */
#define NO_NAME STR("-")

struct account_guess {
	struct network from;
	uint8_t len; /* 0: the row is free */
	char name[LIMIT_NAME];
	struct tally tally;
};

static struct {
	struct account_guess *at;
	struct chain by_pair;
	uint32_t hand; /* the next row that is used; by age all the same */
	uint32_t used; /* rows that ever were: the first of them */
} guesses;

bool
account_guesses_init(void)
{
	guesses.at = arena_table(ROWS, sizeof(*guesses.at));
	return guesses.at != NULL &&
	    chain_init(&guesses.by_pair, BUCKETS, ROWS);
}

struct str
account_guesses_key(struct str account)
{
	return name_spelling(account) == CODE_OK ? account : NO_NAME;
}

static struct str
name_of(const struct account_guess *guess)
{
	return (struct str) { guess->name, guess->len };
}

static uint64_t
hash_of(const struct network *from, struct str key)
{
	return origins_hash(from) ^ hash_name(key);
}

/* Null: nothing is known of it. */
static struct account_guess *
find(const struct network *from, struct str key)
{
	uint32_t row = chain_first(&guesses.by_pair, hash_of(from, key));

	while (row != CHAIN_END &&
	    !(origins_same(&guesses.at[row].from, from) &&
		str_same(name_of(&guesses.at[row]), key)))
		row = chain_next(&guesses.by_pair, row);
	return row != CHAIN_END ? &guesses.at[row] : NULL;
}

/* In the place of the oldest. */
static struct account_guess *
make(const struct network *from, struct str key)
{
	const uint32_t number = guesses.hand;
	struct account_guess *made = &guesses.at[number];

	assert(guesses.at != NULL); /* since the start */
	guesses.hand = (number + 1) % ROWS;
	if (guesses.used <= number)
		guesses.used = number + 1;
	if (made->len > 0)
		chain_drop(&guesses.by_pair,
		    hash_of(&made->from, name_of(made)), number);
	*made =
	    (struct account_guess) { .from = *from, .len = (uint8_t)key.len };
	memcpy(made->name, key.at, key.len);
	chain_add(&guesses.by_pair, hash_of(from, key), number);
	return made;
}

usec
account_guesses_wait(const struct network *from, struct str account, usec now)
{
	const struct account_guess *guess =
	    find(from, account_guesses_key(account));

	return guess != NULL ? tally_wait(&guess->tally, now) : 0;
}

usec
account_guesses_wrong(const struct network *from, struct str account, usec now)
{
	const struct str key = account_guesses_key(account);
	struct account_guess *guess = find(from, key);

	if (guess == NULL)
		guess = make(from, key);
	return tally_add(&guess->tally, now);
}

unsigned
account_guesses_lately(const struct network *from, struct str account, usec now)
{
	const struct account_guess *guess =
	    find(from, account_guesses_key(account));

	return guess != NULL ? tally_lately(&guess->tally, now) : 0;
}

/* Keys that neither guesses.c nor login_history.c has. */
static const struct field saved[] = {
	FIELD(NUMBER, struct account_guess, tally.wrong),
	FIELD(REAL, struct account_guess, tally.due),
	FIELD(REAL, struct account_guess, tally.until),
};

/* The oldest first, for that is the order in which they are forgotten. */
void
account_guesses_save(struct state *state)
{
	char text[NETWORK_TEXT];

	for (uint32_t i = 0; i < guesses.used; i++) {
		const struct account_guess *guess =
		    &guesses.at[(guesses.hand + i) % guesses.used];
		if (guess->len == 0 ||
		    tally_lately(&guess->tally, state->real) == 0)
			continue;
		network_text(&guess->from, text);
		const struct str words[] = { str_from(text), name_of(guess) };
		state_put_strs(state, STR("guess"), words, COUNT(words));
		fields_put(state, FIELDS(saved), guess);
	}
}

/* "NETWORK NAME"; null, and noted, if it is not, or there cannot be one. */
static struct account_guess *
claim(struct state *state, uint32_t *count)
{
	struct str name = state->value;
	const struct str address = str_word(&name);
	char text[NETWORK_TEXT];
	struct network from;

	if (address.len < sizeof(text) && name.len > 0 &&
	    str_eq(account_guesses_key(name), name)) {
		memcpy(text, address.at, address.len);
		text[address.len] = '\0';
		if (network_parse(&from, text) == NULL &&
		    find(&from, name) == NULL && (*count)++ < ROWS)
			return make(&from, name);
	}
	state_wrong(state, "invalid, duplicate, or too many");
	return NULL;
}

bool
account_guesses_load_line(struct state *state, struct account_guesses_row *row)
{
	if (state_is(state, STR("guess")))
		row->guess = claim(state, &row->count);
	else if (row->guess != NULL)
		fields_get(state, FIELDS(saved), row->guess);
	else
		return false;
	return true;
}
