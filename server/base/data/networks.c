/*
 * A set of networks: see networks.h. Two networks are disjoint, or one contains
 * the other. They are sorted by first address, larger ones first. The last
 * network that begins at or before an address is then the smallest one that may
 * contain it, and its parents are the others that may.
 */
#include "base/data/networks.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "base/mem/arena.h"

#define NO_PARENT SIZE_MAX

static int
compare(const struct network *a, const struct network *b)
{
	int order;

	if (a->ip.v4 != b->ip.v4)
		return a->ip.v4 ? -1 : 1;
	order = memcmp(a->ip.at, b->ip.at, sizeof(a->ip.at));
	return order != 0 ? order : (a->bits > b->bits) - (a->bits < b->bits);
}

/* Makes room for one more row. False if there is no memory. */
static bool
make_room(struct networks *networks)
{
	const size_t room = networks->room > 0 ? 2 * networks->room : 8;
	const size_t size = networks->count * sizeof(*networks->at);
	struct networks_row *at;

	if (networks->count < networks->room)
		return true;
	at = arena_alloc(room * sizeof(*at));
	if (at == NULL)
		return false;
	if (size > 0)
		memcpy(at, networks->at, size);
	arena_free(networks->at, networks->room * sizeof(*at));
	networks->at = at;
	networks->room = room;
	return true;
}

/*
 * Returns the position for the network. qsort would leave some of the set on
 * libc's heap.
 */
static size_t
place_of(const struct networks *networks, const struct network *network)
{
	size_t low = 0;
	size_t high = networks->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (compare(&networks->at[middle].network, network) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
networks_add(struct networks *networks, const struct network *network)
{
	struct networks_row *at;
	size_t place;

	if (!make_room(networks))
		return false;
	place = place_of(networks, network);
	at = &networks->at[place];
	memmove(at + 1, at, (networks->count - place) * sizeof(*at));
	*at = (struct networks_row) { .network = *network };
	networks->count++;
	return true;
}

/* Returns the row, or the nearest of its parents, that contains the address. */
static size_t
first_around(const struct networks *networks, size_t row, const struct ip *ip)
{
	while (row != NO_PARENT &&
	    !network_contains(&networks->at[row].network, ip))
		row = networks->at[row].parent;
	return row;
}

void
networks_sort(struct networks *networks)
{
	if (networks->count == 0)
		return;
	networks->at[0].parent = NO_PARENT;
	for (size_t i = 1; i < networks->count; i++)
		networks->at[i].parent =
		    first_around(networks, i - 1, &networks->at[i].network.ip);
}

struct networks_row *
networks_around(const struct networks *networks, const struct ip *ip)
{
	const struct network smallest = { *ip, UINT_MAX };
	const size_t behind = place_of(networks, &smallest);
	const size_t row =
	    first_around(networks, behind > 0 ? behind - 1 : NO_PARENT, ip);

	return row != NO_PARENT ? &networks->at[row] : NULL;
}

struct networks_row *
networks_above(const struct networks *networks, const struct networks_row *row)
{
	return row->parent != NO_PARENT ? &networks->at[row->parent] : NULL;
}

int
networks_match(const struct networks *networks, const struct ip *ip)
{
	const struct networks_row *row = networks_around(networks, ip);

	return row != NULL ? (int)row->network.bits : -1;
}

struct networks_row *
networks_find(const struct networks *networks, const struct network *network)
{
	const size_t behind = place_of(networks, network);

	if (behind == 0 ||
	    compare(&networks->at[behind - 1].network, network) != 0)
		return NULL;
	return &networks->at[behind - 1];
}

bool
networks_remove(struct networks *networks, const struct network *network)
{
	struct networks_row *at = networks_find(networks, network);
	const struct networks_row *end = networks->at + networks->count;

	if (at == NULL)
		return false;
	memmove(at, at + 1, (size_t)(end - at - 1) * sizeof(*at));
	networks->count--;
	networks_sort(networks);
	return true;
}

void
networks_free(struct networks *networks)
{
	arena_free(networks->at, networks->room * sizeof(*networks->at));
	*networks = (struct networks) { 0 };
}
