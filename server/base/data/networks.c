/* A set of networks: see networks.h. They are sorted by address and bits. */
#include "base/data/networks.h"

#include <string.h>

#include "base/data/rows.h"
#include "base/mem/arena.h"

static int
compare(const struct network *a, const struct network *b)
{
	int order;

	if (a->ip.v4 != b->ip.v4)
		return a->ip.v4 ? -1 : 1;
	order = memcmp(a->ip.at, b->ip.at, sizeof(a->ip.at));
	return order != 0 ? order : (a->bits > b->bits) - (a->bits < b->bits);
}

/*
 * Returns the position of the network, or where it would be. bsearch and qsort
 * would leave some of the set on the stack or on libc's heap.
 */
static size_t
place_of_network(const struct networks *networks, const struct network *network)
{
	size_t low = 0;
	size_t high = networks->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (compare(&networks->at[middle].network, network) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct networks_row *
networks_find(const struct networks *networks, const struct network *network)
{
	const size_t place = place_of_network(networks, network);

	return place < networks->count &&
		compare(&networks->at[place].network, network) == 0 ?
	    &networks->at[place] :
	    NULL;
}

bool
networks_add(struct networks *networks, const struct network *network)
{
	const size_t place = place_of_network(networks, network);
	struct networks_row *at;

	if (networks_find(networks, network) != NULL)
		return true;
	at = array_grow(
	    networks->at, networks->count, &networks->room, sizeof(*at));
	if (at == NULL)
		return false;
	networks->at = at;
	at += place;
	memmove(at + 1, at, (networks->count - place) * sizeof(*at));
	*at = (struct networks_row) { .network = *network };
	networks->count++;
	networks->has[network->bits] = true;
	return true;
}

struct networks_row *
networks_around(
    const struct networks *networks, const struct ip *ip, unsigned below)
{
	unsigned bits = network_bits(ip) + 1;

	if (bits > below)
		bits = below;
	while (networks->count > 0 && bits-- > 0) {
		const struct network network = network_around(ip, bits);
		struct networks_row *row = networks->has[bits] ?
		    networks_find(networks, &network) :
		    NULL;
		if (row != NULL)
			return row;
	}
	return NULL;
}

int
networks_match(const struct networks *networks, const struct ip *ip)
{
	const struct networks_row *row =
	    networks_around(networks, ip, NETWORKS_ANY);

	return row != NULL ? (int)row->network.bits : -1;
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
	return true;
}

void
networks_free(struct networks *networks)
{
	arena_free(networks->at, networks->room * sizeof(*networks->at));
	*networks = (struct networks) { 0 };
}
