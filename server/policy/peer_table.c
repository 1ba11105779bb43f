/* What is remembered of addresses: see peer_table.h. */
#include "policy/peer_table.h"

#include <assert.h>

#include "base/arena.h"
#include "base/hash.h"

#define BUCKETS 65536
#define FIRST (PEER_TABLE_SHARED + 1) /* that is an address's own */

/*
 * For each entry that is made so many are looked at whether they are over: more
 * than one, so that the table is never much larger than it has to be.
 */
#define SWEEP 8

static struct {
	struct peer *at;
	uint32_t *bucket;
	size_t size; /* numbers there are, those below FIRST counted */
	uint32_t ever; /* numbers that were ever in use are below it */
	uint32_t spare; /* given back, the last first; 0: none */
	uint32_t hand; /* what is swept next */
	size_t used;
} table;

bool
peer_table_init(size_t entries)
{
	table.size = entries + FIRST;
	table.ever = table.hand = FIRST;
	table.spare = 0;
	table.used = 0;
	table.at = arena_table(table.size, sizeof(*table.at));
	table.bucket = arena_table(BUCKETS, sizeof(*table.bucket));
	return table.at != NULL && table.bucket != NULL;
}

struct peer *
peer_table_get(uint32_t number)
{
	assert(number != PEER_TABLE_NONE && number < table.ever);
	return &table.at[number];
}

size_t
peer_table_used(void)
{
	return table.used;
}

static uint32_t *
bucket_of(const struct ip *ip)
{
	return &table.bucket[hash_bytes(ip->at, sizeof(ip->at)) % BUCKETS];
}

static bool
is_over(const struct peer *peer, usec now)
{
	return peer->from.bits > 0 && peer->clients == 0 && peer->until <= now;
}

static void
forget(uint32_t number)
{
	uint32_t *link = bucket_of(&table.at[number].from.ip);

	while (*link != number)
		link = &table.at[*link].next;
	*link = table.at[number].next;
	table.at[number] = (struct peer) { .next = table.spare };
	table.spare = number;
	table.used--;
}

/* Looks at some of the entries, at all of them in time. */
static void
sweep(usec now)
{
	for (int i = 0; i < SWEEP; i++) {
		if (table.hand >= table.ever)
			table.hand = FIRST;
		if (table.hand < table.ever &&
		    is_over(&table.at[table.hand], now))
			forget(table.hand);
		table.hand++;
	}
}

/* A free number, or the shared one. */
static uint32_t
take(void)
{
	const uint32_t number = table.spare;

	if (number != 0)
		table.spare = table.at[number].next;
	else if (table.ever < table.size)
		return table.ever++;
	else
		return PEER_TABLE_SHARED;
	return number;
}

static uint32_t
make(const struct network *from, usec now)
{
	uint32_t *bucket = bucket_of(&from->ip);
	uint32_t number;

	sweep(now);
	number = take();
	if (number == PEER_TABLE_SHARED)
		return number;
	table.at[number] = (struct peer) { .from = *from, .next = *bucket };
	*bucket = number;
	table.used++;
	return number;
}

uint32_t
peer_table_find(const struct ip *ip, usec now)
{
	const struct network from = network_of_one(ip);
	uint32_t number = *bucket_of(&from.ip);

	while (
	    number != 0 && !network_contains(&table.at[number].from, &from.ip))
		number = table.at[number].next;
	return number != 0 ? number : make(&from, now);
}
