/*
 * NETWORK as the configuration takes it: an address of IPv4 or IPv6, or
 * "ADDRESS/BITS". An IPv4 address in the clothes of IPv6 (::ffff:192.0.2.7)
 * is an IPv4 address everywhere here.
 */
#ifndef SHARED_NETWORK_H
#define SHARED_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>

#include "addr.h"

/* An address without its port. */
struct ip {
	bool v4;
	unsigned char at[16]; /* the first 4 of IPv4, the others 0 */
};

struct network {
	struct ip ip; /* all bits behind the network's are 0 */
	unsigned bits; /* at most network_bits(ip) */
};

/* The longest text of a network: an address, "/128" and a NUL. */
#define NETWORK_TEXT (INET6_ADDRSTRLEN + 4)

/*
 * Reads a NETWORK. Null, or what is wrong with it, as a sentence's end; then
 * *network is left as it was.
 */
const char *network_parse(struct network *network, const char *text);

/* Reads a NETWORK that no NUL ends. */
const char *network_read(struct network *network, struct str text);

/* The same as text; of a single address without "/BITS". */
void network_text(const struct network *network, char text[NETWORK_TEXT]);

/* The address of a connection; false if it has none: a UNIX socket. */
bool network_ip(struct ip *ip, const struct addr *addr);

/* How many bits an address of this family has: 32 or 128. */
unsigned network_bits(const struct ip *ip);

/* The network of that many bits that the address is in. */
struct network network_around(const struct ip *ip, unsigned bits);

/* What one person has: the address itself, or around one of IPv6 its /64. */
struct network network_of_one(const struct ip *ip);

bool network_contains(const struct network *network, const struct ip *ip);

#endif
