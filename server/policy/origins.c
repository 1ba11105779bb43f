/* Where clients come from: see origins.h. */
#include "policy/origins.h"

#include "base/config.h"
#include "base/hash.h"
#include "base/networks.h"

/* False: it has no address. */
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
