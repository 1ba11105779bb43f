/* server/base/data/networks: the smallest network of a set that an address is
 * in. */
#include "server/base/data/networks.h"

#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define SETS 300
#define NETWORKS 40
#define TRIES 100

static void
add(struct networks *networks, const struct network *network)
{
	MUST(networks_add(networks, network), "no memory");
}

/* Few addresses, so that networks meet. */
static struct ip
any_ip(void)
{
	struct ip ip = { .v4 = dice(2) == 0 };

	for (size_t i = 0; i < network_bits(&ip) / 8; i++)
		ip.at[i] = (unsigned char)(dice(3) == 0 ? 0x80 + dice(2) : 0);
	return ip;
}

static int
naive_match(const struct networks *networks, const struct ip *ip)
{
	int most = -1;

	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = &networks->at[i].network;
		if (network_contains(network, ip) && (int)network->bits > most)
			most = (int)network->bits;
	}
	return most;
}

static bool
agrees(void)
{
	const uint32_t count = dice(NETWORKS);
	struct networks networks = { 0 };
	bool good = true;

	for (uint32_t i = 0; i < count; i++) {
		const struct ip ip = any_ip();
		const unsigned bits = dice(network_bits(&ip) + 1);
		const struct network network = network_around(&ip, bits);
		add(&networks, &network);
	}
	for (int i = 0; i < TRIES && good; i++) {
		const struct ip ip = any_ip();
		good = networks_match(&networks, &ip) ==
		    naive_match(&networks, &ip);
	}
	networks_free(&networks);
	return good;
}

static void
is_like_the_model(void)
{
	bool good = true;

	for (int i = 0; i < SETS && good; i++)
		good = agrees();
	TAP_OK(good, "%d sets at random, %d addresses each", SETS, TRIES);
}

/* The rest is as if what was removed had never been there. */
static void
removes(void)
{
	static const char *const texts[] = { "10.0.0.0/8", "10.1.0.0/16",
		"10.1.2.0/24", "10.1.0.0/17", "10.1.3.0" };
	struct network network[COUNT(texts)];
	struct networks networks = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++) {
		MUST(network_read(&network[i], str_from(texts[i])) == NULL,
		    "network");
		if (i < 3)
			add(&networks, &network[i]);
	}
	TAP_OK(!networks_remove(&networks, &network[3]), "it is not in it");
	TAP_OK(networks_find(&networks, &network[1]) ==
		    networks_around(&networks, &network[4].ip, NETWORKS_ANY) &&
		networks_find(&networks, &network[3]) == NULL,
	    "its row is found, by itself and by an address in it");
	TAP_OK(networks_remove(&networks, &network[1]), "it is removed");
	TAP_NUM(networks_match(&networks, &network[4].ip), 8, "and not found");
	TAP_NUM(networks.count, 2, "the others are there");
	networks_free(&networks);
}

int
main(void)
{
	dice_begin();
	removes();
	is_like_the_model();
	return tap_done();
}
