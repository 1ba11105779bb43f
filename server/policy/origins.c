/* Networks by which clients are counted: see origins.h. */
#include "policy/origins.h"

#include "base/config/config.h"
#include "base/data/hash.h"
#include "base/data/networks.h"

/* Finds the peer's address; false if it has none. */
static bool
find_ip(const char *peer, struct ip *ip)
{
	struct addr addr;

	return addr_read(&addr, str_from(peer)) && network_ip(ip, &addr);
}

struct network
origins_of(const char *peer)
{
	struct ip ip = { .v4 = true };

	if (!find_ip(peer, &ip))
		ip = (struct ip) { .v4 = true };
	return network_of_one(&ip);
}

struct network
origins_of_client(const char *peer, const struct peer_user *peer_user)
{
	struct ip ip = { .v4 = false, .at = { 0x01 } };

	if (!peer_user->is_known || find_ip(peer, &ip))
		return origins_of(peer);
	for (size_t i = 0; i < sizeof(uint32_t); i++)
		ip.at[sizeof(ip.at) - 1 - i] =
		    (unsigned char)((uint32_t)peer_user->user >> (8 * i));
	return network_around(&ip, network_bits(&ip));
}

bool
origins_is_exempt(const char *peer)
{
	struct ip ip;

	return !find_ip(peer, &ip) ||
	    networks_match(&config_now()->exempt.set, &ip) != -1;
}

uint64_t
origins_hash(const struct network *from)
{
	return hash_bytes(from->ip.at, sizeof(from->ip.at));
}
