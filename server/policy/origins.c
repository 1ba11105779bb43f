/* Where clients come from: see origins.h. */
#define _GNU_SOURCE /* struct ucred */
#include "policy/origins.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/config/config.h"
#include "base/data/hash.h"
#include "base/data/networks.h"

bool
users_peer(int fd, uid_t *user)
{
#ifdef SO_PEERCRED
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	*user = peer.uid;
	return true;
#else
	gid_t group;

	return getpeereid(fd, user, &group) == 0;
#endif
}

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
origins_of_user(uid_t user)
{
	struct ip ip = { .v4 = false, .at = { 0x01 } };

	for (size_t i = 0; i < sizeof(uint32_t); i++)
		ip.at[sizeof(ip.at) - 1 - i] =
		    (unsigned char)((uint32_t)user >> (8 * i));
	return network_around(&ip, network_bits(&ip));
}

struct network
origins_of_client(const char *peer, const struct peer_user *peer_user)
{
	struct ip ip;

	return !peer_user->is_known || find_ip(peer, &ip) ?
	    origins_of(peer) :
	    origins_of_user(peer_user->user);
}

bool
origins_is_exempt(const char *peer)
{
	struct ip ip;

	return !find_ip(peer, &ip) ||
	    networks_match(&config_now()->exempt.set, &ip) != -1;
}
