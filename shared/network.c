/* Reading and writing a NETWORK: see network.h. */
#include "network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define V4_BITS 32
#define V6_BITS 128
#define V6_TOGETHER 64 /* bits of a network that counts as one person's */

/* The offset in bits of the IPv4 address in an IPv4-mapped IPv6 address. */
#define MAPPED (V6_BITS - V4_BITS)

static const char no_address[] =
    "expected an address, such as 192.0.2.7 or "
    "2001:db8::7, or a network, such as 192.0.2.0/24";
static const char no_bits[] = "expected a number of bits after the /, at most "
			      "32 for IPv4 and 128 for IPv6";
static const char bits_behind[] = "bits after the network part must be 0";

static struct ip
from_v4(const struct in_addr *v4)
{
	struct ip ip = { .v4 = true };

	memcpy(ip.at, v4, sizeof(*v4));
	return ip;
}

static struct ip
from_v6(const struct in6_addr *v6)
{
	struct ip ip = { .v4 = false };

	if (IN6_IS_ADDR_V4MAPPED(v6)) {
		ip.v4 = true;
		memcpy(ip.at, v6->s6_addr + MAPPED / 8, V4_BITS / 8);
	} else {
		memcpy(ip.at, v6->s6_addr, sizeof(ip.at));
	}
	return ip;
}

bool
network_ip(struct ip *ip, const struct addr *addr)
{
	switch (addr->to.any.sa_family) {
	case AF_INET:
		*ip = from_v4(&addr->to.v4.sin_addr);
		return true;
	case AF_INET6:
		*ip = from_v6(&addr->to.v6.sin6_addr);
		return true;
	default:
		return false;
	}
}

unsigned
network_bits(const struct ip *ip)
{
	return ip->v4 ? V4_BITS : V6_BITS;
}

/* Returns the mask of byte number byte in a network of so many bits. */
static unsigned char
mask(unsigned bits, size_t byte)
{
	if (bits >= (byte + 1) * 8)
		return 0xff;
	if (bits <= byte * 8)
		return 0;
	return (unsigned char)(0xff00 >> bits % 8);
}

struct network
network_around(const struct ip *ip, unsigned bits)
{
	struct network network = { *ip, bits };

	for (size_t i = 0; i < sizeof(ip->at); i++)
		network.ip.at[i] &= mask(bits, i);
	return network;
}

struct network
network_of_one(const struct ip *ip)
{
	return network_around(ip, ip->v4 ? V4_BITS : V6_TOGETHER);
}

static bool
is_same(const struct ip *a, const struct ip *b)
{
	return a->v4 == b->v4 && memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

bool
network_contains(const struct network *network, const struct ip *ip)
{
	const struct network around = network_around(ip, network->bits);

	return is_same(&around.ip, &network->ip);
}

/*
 * Reads an address. Sets *most to the greatest number of bits that may follow
 * it, and *more to how many of those belong to the IPv4-mapped prefix.
 */
static bool
read_ip(struct ip *ip, const char *text, unsigned *most, unsigned *more)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		*ip = from_v4(&v4);
		*most = V4_BITS;
	} else if (inet_pton(AF_INET6, text, &v6) == 1) {
		*ip = from_v6(&v6);
		*most = V6_BITS;
	} else {
		return false;
	}
	*more = *most - network_bits(ip);
	return true;
}

const char *
network_read(struct network *network, struct str text)
{
	const struct str address = str_cut(&text, '/');
	char host[INET6_ADDRSTRLEN];
	unsigned most, more;
	uint64_t bits;
	struct ip ip;

	if (address.len == 0 || address.len >= sizeof(host))
		return no_address;
	memcpy(host, address.at, address.len);
	host[address.len] = '\0';
	if (!read_ip(&ip, host, &most, &more))
		return no_address;
	bits = most;
	if (text.at != NULL && !str_to_number(text, most, &bits))
		return no_bits;
	if (bits < more)
		return bits_behind; /* ::ffff/80 is more than IPv4 */
	const struct network read = network_around(&ip, (unsigned)bits - more);
	if (!is_same(&read.ip, &ip))
		return bits_behind;
	*network = read;
	return NULL;
}

struct str
network_text(const struct network *network, char room[NETWORK_TEXT])
{
	char host[INET6_ADDRSTRLEN] = "?";
	const struct ip *ip = &network->ip;

	/* It cannot fail: the family is known, and host is large enough. */
	(void)inet_ntop(
	    ip->v4 ? AF_INET : AF_INET6, ip->at, host, sizeof(host));
	if (network->bits == network_bits(ip))
		(void)snprintf(room, NETWORK_TEXT, "%s", host);
	else
		(void)snprintf(
		    room, NETWORK_TEXT, "%s/%u", host, network->bits);
	return str_from(room);
}
