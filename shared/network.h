/*
 * A NETWORK as the configuration takes it: an IPv4 or IPv6 address, or
 * "ADDRESS/BITS". An IPv4-mapped IPv6 address (::ffff:192.0.2.7) is an IPv4
 * address everywhere here.
 */
#ifndef SHARED_NETWORK_H
#define SHARED_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>

#include "addr.h"

/* An address without its port. */
struct ip {
	bool v4;
	unsigned char at[16]; /* IPv4: the first 4; the others are 0 */
};

struct network {
	struct ip ip; /* all bits after the network's are 0 */
	unsigned bits; /* at most network_bits(ip) */
};

/* The longest text of a network: an address, "/128" and a NUL. */
#define NETWORK_TEXT (INET6_ADDRSTRLEN + 4)

/*
 * Reads a NETWORK. Returns null, or what is wrong with it, as the end of a
 * sentence; then *network is unchanged.
 */
const char *network_read(struct network *network, struct str text);

/*
 * Writes the network as text into room, and a NUL; a single address without
 * "/BITS".
 */
struct str network_text(const struct network *network, char room[NETWORK_TEXT]);

/* Returns the network as text, valid until the end of the block. */
#define NETWORK_STR(network) network_text(network, (char[NETWORK_TEXT]) { 0 })

/* Gets the IP address of a connection; false if it has none: a UNIX socket. */
bool network_ip(struct ip *ip, const struct addr *addr);

/* Returns how many bits an address of this family has: 32 or 128. */
unsigned network_bits(const struct ip *ip);

/* Returns the network of that many bits that contains the address. */
struct network network_around(const struct ip *ip, unsigned bits);

/*
 * Returns the network that counts as one person: the address itself, or the /64
 * of an IPv6 address.
 */
struct network network_of_one(const struct ip *ip);

bool network_contains(const struct network *network, const struct ip *ip);

#endif
