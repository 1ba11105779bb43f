/*
 * Wrong passwords: see guesses.h. The table is not that of peer_table.c: who
 * fills this one has others' wrong passwords forgotten, and nothing else.
 */
#include "policy/guesses.h"

#include <stdint.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/data/chain.h"
#include "base/data/networks.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "policy/account_guesses.h"
#include "policy/login_history.h"
#include "policy/origins.h"
#include "policy/tally.h"
#include "shared/network.h"
#include "shared/str.h"

#define ADDRESSES 65536 /* that are remembered; then the first is forgotten */
#define BUCKETS 16384

/* So many wrong ones are no slip of the finger: they share a rate. */
#define MANY 3
#define TOGETHER 10 /* tries a second */
#define TOGETHER_AGAIN SEC /* who finds it used up comes again then */

struct guesser {
	struct network from;
	struct tally all; /* none ever: the entry is free */
	usec next; /* ticks_mono: nothing that is new there is looked at before
		    */
};

static struct guesses {
	struct guesser *at;
	struct chain by_network;
	uint32_t hand; /* the next entry that is used; by age all the same */
	uint32_t used; /* entries that ever were: the first of them */
	struct bucket together;
} guesses;

bool
guesses_init(void)
{
	guesses.at = arena_table(ADDRESSES, sizeof(*guesses.at));
	return guesses.at != NULL &&
	    chain_init(&guesses.by_network, BUCKETS, ADDRESSES) &&
	    account_guesses_init();
}

/* CHAIN_END: nothing is known of it. */
static uint32_t
find(const struct network *from)
{
	uint32_t row = chain_first(&guesses.by_network, origins_hash(from));

	while (row != CHAIN_END && !origins_same(&guesses.at[row].from, from))
		row = chain_next(&guesses.by_network, row);
	return row;
}

/* In the place of the oldest, which is over if there is one that is. */
static struct guesser *
make(const struct network *from)
{
	const uint32_t number = guesses.hand;
	struct guesser *made = &guesses.at[number];

	guesses.hand = (number + 1) % ADDRESSES;
	if (guesses.used <= number)
		guesses.used = number + 1;
	if (made->all.wrong > 0)
		chain_drop(
		    &guesses.by_network, origins_hash(&made->from), number);
	*made = (struct guesser) { .from = *from };
	chain_add(&guesses.by_network, origins_hash(from), number);
	return made;
}

static bool
may_try(const struct guesser *guesser, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };

	return tally_lately(&guesser->all, now) < MANY ||
	    bucket_take(&guesses.together, &rate, now);
}

/* True of an account that neighbours cannot delay. */
static bool
is_trusted(const struct network *from, struct str account, usec now)
{
	uint32_t lately;

	return login_history_knows(from, account, now, &lately) &&
	    account_guesses_lately(from, account, now) == 0;
}

static usec
later(usec one, usec other)
{
	return one > other ? one : other;
}

/* How long nothing like that is looked at that comes from there. */
static usec
wait_of(const struct guesser *guesser, struct str account, usec now)
{
	const usec wait = guesser->next > now ? guesser->next - now : 0;

	return account.len > 0 ? wait :
				 later(wait, tally_wait(&guesser->all, now));
}

usec
guesses_wait(const struct network *from, struct str account, usec now)
{
	const uint32_t row = find(from);
	usec wait;

	if (config_now()->password_time == 0)
		return 0;
	wait = account.len > 0 ? account_guesses_wait(from, account, now) : 0;
	if (wait > 0 || row == CHAIN_END || is_trusted(from, account, now))
		return wait;
	wait = wait_of(&guesses.at[row], account, now);
	if (wait > 0)
		return wait;
	return may_try(&guesses.at[row], now) ? 0 : TOGETHER_AGAIN;
}

usec
guesses_wrong(const struct network *from, struct str account, usec now)
{
	const uint32_t row = find(from);
	struct guesser *guesser =
	    row != CHAIN_END ? &guesses.at[row] : make(from);
	const usec time = tally_add(&guesser->all, now);

	guesser->next = now + config_now()->password_time;
	return account.len > 0 ? account_guesses_wrong(from, account, now) :
				 time;
}

unsigned
guesses_lately(const struct network *from, usec now)
{
	const uint32_t row = find(from);

	return row != CHAIN_END ? tally_lately(&guesses.at[row].all, now) : 0;
}

static const struct field saved_tally[] = {
	FIELD(NUMBER, struct tally, wrong),
	FIELD(REAL, struct tally, due),
	FIELD(REAL, struct tally, until),
};

static const struct field saved[] = {
	FIELD(REAL, struct guesser, next),
};

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct guesses, together.used),
	FIELD(REAL, struct guesses, together.at),
};

/* The oldest first, for that is the order in which they are forgotten. */
static void
save_guessers(struct state *state)
{
	char text[NETWORK_TEXT];

	for (uint32_t i = 0; i < guesses.used; i++) {
		const struct guesser *guesser =
		    &guesses.at[(guesses.hand + i) % guesses.used];
		if (tally_lately(&guesser->all, state->real) == 0)
			continue;
		network_text(&guesser->from, text);
		state_put_text(state, STR("from"), str_from(text));
		fields_put(state, FIELDS(saved_tally), &guesser->all);
		fields_put(state, FIELDS(saved), guesser);
	}
}

void
guesses_save(struct state *state)
{
	fields_put(state, FIELDS(saved_rate), &guesses);
	save_guessers(state);
	login_history_save(state);
	account_guesses_save(state);
}

/* A new one; null, and noted, if there cannot be one. */
static struct guesser *
claim(struct state *state, uint32_t *count)
{
	struct network from;

	if (!network_from_state(state, &from))
		return NULL;
	if (find(&from) == CHAIN_END && *count < ADDRESSES) {
		++*count;
		return make(&from);
	}
	state_wrong(state, "duplicate, or too many");
	return NULL;
}

/* A line of one of those tables, or of none. */
struct loading {
	struct guesser *guesser; /* whose members follow; or null */
	uint32_t count; /* that were loaded */
	struct login_history_row history;
	struct account_guesses_row account;
};

static void
load_line(struct state *state, struct loading *row)
{
	if (state_is(state, STR("from"))) {
		row->history.trier = NULL;
		row->history.place = NULL;
		row->account.guess = NULL;
		row->guesser = claim(state, &row->count);
	} else if (account_guesses_load_line(state, &row->account) ||
	    login_history_load_line(state, &row->history)) {
		row->guesser = NULL;
	} else if (row->guesser == NULL) {
		fields_get(state, FIELDS(saved_rate), &guesses);
	} else {
		fields_get(state, FIELDS(saved_tally), &row->guesser->all);
		fields_get(state, FIELDS(saved), row->guesser);
	}
}

void
guesses_load(struct state *state)
{
	struct loading row = { .guesser = NULL };

	while (state_next(state))
		load_line(state, &row);
	for (uint32_t i = 1; i <= row.count; i++) {
		struct guesser *guesser =
		    &guesses.at[(guesses.hand + ADDRESSES - i) % ADDRESSES];
		if (guesser->all.wrong > 0)
			continue;
		state_wrong(state, "no wrong guesses");
		guesser->all.wrong = 1; /* or it would be free */
	}
}
