/*
 * server/policy/peer_table: found again, forgotten when over, bounded, shared.
 */
#include "server/policy/peer_table.h"

#include <stdio.h>
#include <string.h>

#include "server/base/data/hash.h"
#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define SMALL 100
#define LARGE 65536
#define TRIES 200000

static struct ip
ip_of(const char *text)
{
	struct network network;
	const char *wrong = network_parse(&network, text);

	MUST(wrong == NULL, "%s: %s", text, wrong);
	return network.ip;
}

/* One of many addresses of IPv4. */
static struct ip
ip_number(uint32_t number)
{
	struct ip ip = { .v4 = true };

	memcpy(ip.at, &number, sizeof(number));
	return ip;
}

static uint32_t
find(const char *text, usec now)
{
	const struct ip ip = ip_of(text);

	return peer_table_find(&ip, now);
}

static bool
is_own(uint32_t number)
{
	return number != PEER_TABLE_NONE && number != PEER_TABLE_SHARED;
}

static void
tells_addresses_apart(void)
{
	static const struct {
		const char *one;
		const char *other;
		bool same;
	} rows[] = {
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.8", false },
		{ "192.0.2.7", "::ffff:192.0.2.7", true },
		{ "192.0.2.7", "c000:207::", false },
		{ "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true },
		{ "2001:db8::1", "2001:db8:0:1::1", false },
		{ "::1", "::2", true },
	};

	peer_table_init(SMALL);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const uint32_t one = find(rows[i].one, 0);
		peer_table_get(one)->clients = 1;
		const uint32_t other = find(rows[i].other, 0);
		TAP_OK(is_own(one) && is_own(other) &&
			(one == other) == rows[i].same,
		    "%s and %s: %s", rows[i].one, rows[i].other,
		    rows[i].same ? "the same" : "two");
	}
}

static void
begins_cleared(void)
{
	uint32_t number;
	struct peer *peer;

	peer_table_init(1);
	number = find("192.0.2.7", 0);
	peer = peer_table_get(number);
	*peer = (struct peer) { .from = peer->from,
		.crashes = 3,
		.calm = 4,
		.kept_out = 5,
		.came = { 6, 6 },
		.until = 7 };
	TAP_NUM(find("192.0.2.8", 6), PEER_TABLE_SHARED, "not yet over");
	TAP_NUM(find("192.0.2.7", 6), number, "it is still known");
	number = find("192.0.2.8", 7);
	TAP_OK(is_own(number), "over, and another one has its place");
	peer = peer_table_get(number);
	TAP_OK(peer->clients == 0 && peer->crashes == 0 && peer->calm == 0 &&
		peer->kept_out == 0 && peer->came.used == 0 && peer->until == 0,
	    "where nothing is left of the first");
}

static void
is_bounded(void)
{
	bool own = true;
	bool shared = true;

	peer_table_init(SMALL);
	for (uint32_t i = 0; i < SMALL; i++) {
		const struct ip ip = ip_number(i);
		const uint32_t number = peer_table_find(&ip, 0);
		own = own && is_own(number);
		peer_table_get(number)->clients = 1;
	}
	TAP_OK(own, "%d addresses have an entry each", SMALL);
	for (uint32_t i = SMALL; i < 3 * SMALL; i++) {
		const struct ip ip = ip_number(i);
		shared = shared && peer_table_find(&ip, 0) == PEER_TABLE_SHARED;
	}
	TAP_OK(shared, "all that come behind them share one");
	TAP_NUM(peer_table_used(), SMALL, "the table is full");
	for (uint32_t i = 0; i < SMALL; i++) {
		const struct ip ip = ip_number(i);
		own = own && is_own(peer_table_find(&ip, 0));
	}
	TAP_OK(own, "the first ones are still known");
}

/* Each is known for a while; so many come that only some can be known. */
static void
is_no_larger_than_needed(void)
{
	enum { LIFE = 1000 };
	bool own = true;
	size_t most = 0;

	peer_table_init(LARGE);
	for (uint32_t i = 0; i < TRIES && own; i++) {
		const struct ip ip = ip_number(i);
		const uint32_t number = peer_table_find(&ip, i);
		own = is_own(number);
		peer_table_get(number)->until = i + LIFE;
		if (peer_table_used() > most)
			most = peer_table_used();
	}
	TAP_OK(own, "%d addresses, one after the other", TRIES);
	TAP_OK(most <= 2 * LIFE, "never more than %zu at once for %d that live",
	    most, LIFE);
}

/*
 * Every peer in the model must be in the table; other peers may be forgotten.
 */
static void
is_like_the_model(void)
{
	enum { ADDRESSES = 150 };
	static uint32_t number[ADDRESSES]; /* of those with clients */
	bool good = true;

	peer_table_init(SMALL);
	for (uint32_t i = 0; i < TRIES && good; i++) {
		const uint32_t which = dice(ADDRESSES);
		const struct ip ip = ip_number(which);
		const uint32_t found = peer_table_find(&ip, i);
		struct peer *peer = peer_table_get(found);
		good = number[which] == 0 || number[which] == found;
		if (found == PEER_TABLE_SHARED)
			continue;
		good = good && network_contains(&peer->from, &ip) &&
		    (peer->clients == 0 || number[which] == found);
		peer->clients = dice(2);
		number[which] = peer->clients > 0 ? found : 0;
	}
	TAP_OK(good, "%d clients come and go at random", TRIES);
}

int
main(void)
{
	dice_begin();
	hash_init();
	tells_addresses_apart();
	begins_cleared();
	is_bounded();
	is_no_larger_than_needed();
	is_like_the_model();
	return tap_done();
}
