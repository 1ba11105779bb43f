/*
 * Wrong passwords: see guesses.h. The table is not that of peer_table.c: who
 * fills this one has others' wrong passwords forgotten, and nothing else.
 */
#include "policy/guesses.h"

#include <stdint.h>

#include "base/arena.h"
#include "base/bucket.h"
#include "base/chain.h"
#include "base/config.h"
#include "base/fields.h"
#include "base/networks.h"
#include "policy/origins.h"
#include "shared/network.h"
#include "shared/str.h"

#define ADDRESSES 65536 /* that are remembered; then the first is forgotten */
#define BUCKETS 16384

/* How long wrong ones are remembered behind the last of them. */
#define MEMORY (600 * SEC)

/* The answer takes longer with each wrong one, up to so many times as long. */
#define SLOWEST 5

/* So many wrong ones are no slip of the finger: they share a rate. */
#define MANY 3
#define TOGETHER 10 /* tries a second */
#define TOGETHER_AGAIN SEC /* who finds it used up comes again then */

struct guesser {
	struct network from;
	unsigned wrong; /* lately; 0: the entry is free */
	usec due; /* the answer to the last; nothing is looked at before */
	usec until; /* it is remembered */
};

static struct guesses {
	struct guesser *at;
	struct chain by_network;
	uint32_t hand; /* the next entry that is used; by age all the same */
	struct bucket together;
} guesses;

bool
guesses_init(void)
{
	guesses.at = arena_table(ADDRESSES, sizeof(*guesses.at));
	return guesses.at != NULL &&
	    chain_init(&guesses.by_network, BUCKETS, ADDRESSES);
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
	if (made->wrong > 0)
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

	return guesser->wrong < MANY ||
	    bucket_take(&guesses.together, &rate, now);
}

usec
guesses_wait(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	const uint32_t row = find(&from);
	const struct guesser *known;

	if (row == CHAIN_END || config_now()->password_time == 0)
		return 0;
	known = &guesses.at[row];
	if (known->until <= now)
		return 0;
	if (known->due > now)
		return known->due - now;
	return may_try(known, now) ? 0 : TOGETHER_AGAIN;
}

usec
guesses_wrong(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	const uint32_t row = find(&from);
	struct guesser *guesser =
	    row != CHAIN_END ? &guesses.at[row] : make(&from);
	usec time;

	if (guesser->until <= now)
		guesser->wrong = 0;
	guesser->wrong++;
	time = config_now()->password_time *
	    (guesser->wrong < SLOWEST ? guesser->wrong : SLOWEST);
	guesser->due = now + time;
	guesser->until = guesser->due + MEMORY;
	return time;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct guesser, wrong),
	FIELD(REAL, struct guesser, due),
	FIELD(REAL, struct guesser, until),
};

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct guesses, together.used),
	FIELD(REAL, struct guesses, together.at),
};

/* The oldest first, for that is the order in which they are forgotten. */
void
guesses_save(struct state *state)
{
	char text[NETWORK_TEXT];

	fields_put(state, FIELDS(saved_rate), &guesses);
	for (uint32_t i = 0; i < ADDRESSES; i++) {
		const struct guesser *guesser =
		    &guesses.at[(guesses.hand + i) % ADDRESSES];
		if (guesser->wrong == 0 || guesser->until <= state->real)
			continue;
		network_text(&guesser->from, text);
		state_put_text(state, STR("from"), str_from(text));
		fields_put(state, FIELDS(saved), guesser);
	}
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

void
guesses_load(struct state *state)
{
	struct guesser *guesser = NULL;
	uint32_t count = 0;

	while (state_next(state))
		if (state_is(state, STR("from")))
			guesser = claim(state, &count);
		else if (guesser == NULL)
			fields_get(state, FIELDS(saved_rate), &guesses);
		else
			fields_get(state, FIELDS(saved), guesser);
	for (uint32_t i = 0; i < count; i++)
		if (guesses.at[i].wrong == 0) {
			state_wrong(state, "no wrong guesses");
			guesses.at[i].wrong = 1; /* or it would be free */
		}
}
