/*
 * A set of networks: see networks.h. Two networks are either one within the
 * other or apart. So they stand in order of where they begin, the larger
 * first; the last that begins at or before an address is the smallest that may
 * have it within, and the others are its parents.
 */
#include "networks.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NO_PARENT SIZE_MAX

bool
networks_add(struct networks *networks, const struct network *network)
{
	struct networks_row *at =
	    realloc(networks->at, (networks->count + 1) * sizeof(*at));

	if (at == NULL)
		return false;
	networks->at = at;
	at[networks->count++] = (struct networks_row) { .network = *network };
	return true;
}

static int
compare_ips(const struct ip *a, const struct ip *b)
{
	if (a->v4 != b->v4)
		return a->v4 ? -1 : 1;
	return memcmp(a->at, b->at, sizeof(a->at));
}

static int
compare_rows(const void *one, const void *other)
{
	const struct network *a = &((const struct networks_row *)one)->network;
	const struct network *b =
	    &((const struct networks_row *)other)->network;
	const int order = compare_ips(&a->ip, &b->ip);

	return order != 0 ? order : (a->bits > b->bits) - (a->bits < b->bits);
}

/* The row, or the nearest of its parents, that has the address within. */
static size_t
first_around(const struct networks *networks, size_t row, const struct ip *ip)
{
	while (row != NO_PARENT &&
	    !network_contains(&networks->at[row].network, ip))
		row = networks->at[row].parent;
	return row;
}

void
networks_settle(struct networks *networks)
{
	if (networks->count == 0)
		return;
	qsort(
	    networks->at, networks->count, sizeof(*networks->at), compare_rows);
	networks->at[0].parent = NO_PARENT;
	for (size_t i = 1; i < networks->count; i++)
		networks->at[i].parent =
		    first_around(networks, i - 1, &networks->at[i].network.ip);
}

/* The last row that begins at the address or before it. */
static size_t
last_before(const struct networks *networks, const struct ip *ip)
{
	size_t low = 0;
	size_t high = networks->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (compare_ips(&networks->at[middle].network.ip, ip) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : NO_PARENT;
}

int
networks_match(const struct networks *networks, const struct ip *ip)
{
	const size_t row =
	    first_around(networks, last_before(networks, ip), ip);

	return row != NO_PARENT ? (int)networks->at[row].network.bits : -1;
}

void
networks_free(struct networks *networks)
{
	free(networks->at);
	*networks = (struct networks) { 0 };
}
