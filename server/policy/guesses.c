/*
 * Wrong passwords: see guesses.h. The table is not that of peer_table.c: who
 * fills this one has others' wrong passwords forgotten, and nothing else.
 */
#include "policy/guesses.h"

#include <stdint.h>

#include "base/arena.h"
#include "base/bucket.h"
#include "base/config.h"
#include "base/hash.h"
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
	uint32_t next; /* in its bucket: number + 1, 0 ends */
	unsigned wrong; /* lately; 0: the entry is free */
	usec due; /* the answer to the last; nothing is looked at before */
	usec until; /* it is remembered */
};

static struct {
	struct guesser *at;
	uint32_t *bucket;
	uint32_t hand; /* the next entry that is used; by age all the same */
	struct bucket together;
} guesses;

bool
guesses_init(void)
{
	guesses.at = arena_table(ADDRESSES, sizeof(*guesses.at));
	guesses.bucket = arena_table(BUCKETS, sizeof(*guesses.bucket));
	return guesses.at != NULL && guesses.bucket != NULL;
}

/* One who has no address of its own, as behind a UNIX socket, is 0.0.0.0. */
static struct network
origin_of(const char *peer)
{
	struct ip ip = { .v4 = true };
	struct addr addr;

	if (addr_read(&addr, str_from(peer)))
		(void)network_ip(&ip, &addr); /* else it stays that */
	return network_of_one(&ip);
}

/* The link to the entry of that network, or the one that ends its bucket. */
static uint32_t *
link_of(const struct network *from)
{
	const uint64_t hash = hash_bytes(from->ip.at, sizeof(from->ip.at));
	uint32_t *link = &guesses.bucket[hash % BUCKETS];

	while (*link != 0 &&
	    !network_contains(&guesses.at[*link - 1].from, &from->ip))
		link = &guesses.at[*link - 1].next;
	return link;
}

/* Null: nothing is known of it, or not any more. */
static struct guesser *
find(const struct network *from, usec now)
{
	const uint32_t number = *link_of(from);
	struct guesser *found;

	if (number == 0)
		return NULL;
	found = &guesses.at[number - 1];
	return found->until > now ? found : NULL;
}

/* In the place of the oldest, which is over if there is one that is. */
static struct guesser *
make(const struct network *from)
{
	const uint32_t number = guesses.hand;
	struct guesser *made = &guesses.at[number];
	uint32_t *link;

	guesses.hand = (number + 1) % ADDRESSES;
	if (made->wrong > 0) {
		link = link_of(&made->from);
		*link = made->next;
	}
	link = link_of(from);
	*made = (struct guesser) { .from = *from };
	*link = number + 1;
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
	const struct network from = origin_of(peer);
	const struct guesser *known = find(&from, now);

	if (known == NULL || config_now()->password_time == 0)
		return 0;
	if (known->due > now)
		return known->due - now;
	return may_try(known, now) ? 0 : TOGETHER_AGAIN;
}

usec
guesses_wrong(const char *peer, usec now)
{
	const struct network from = origin_of(peer);
	const uint32_t number = *link_of(&from);
	struct guesser *guesser =
	    number != 0 ? &guesses.at[number - 1] : make(&from);
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
