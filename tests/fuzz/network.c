/*
 * shared/network: a network that passes is written in a way that reads back as
 * the same; and an address is in a network if just its first bits are. The
 * input: a byte for the family, the bits, and an address; then text.
 */
#include "shared/network.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

static bool
is_same(const struct network *one, const struct network *other)
{
	return one->bits == other->bits && one->ip.v4 == other->ip.v4 &&
	    memcmp(one->ip.at, other->ip.at, sizeof(one->ip.at)) == 0;
}

/* Writes it, and reads that. */
static void
reads_back(const struct network *network)
{
	struct network again;
	char text[NETWORK_TEXT];

	(void)network_text(network, text);
	MUST(memchr(text, '\0', sizeof(text)) != NULL, "it does not end");
	MUST(network_parse(&again, text) == NULL && is_same(network, &again),
	    "%s is another", text);
}

static void
try_text(const char *wanted)
{
	struct network network;
	const char *wrong = network_parse(&network, wanted);

	if (wrong != NULL) {
		MUST(wrong[0] != '\0', "it is refused without a reason");
		return;
	}
	MUST(network.bits <= network_bits(&network.ip), "too many bits");
	MUST(network_contains(&network, &network.ip), "it is not in itself");
	reads_back(&network);
}

/* Each of its bits matters if it is one of the network's, and else not. */
static void
try_bits(struct ip ip, unsigned bits)
{
	const struct network network = network_around(&ip, bits);

	MUST(network.bits == bits && network_contains(&network, &ip),
	    "it is not in its own network of %u bits", bits);
	for (unsigned i = 0; i < network_bits(&ip); i++) {
		const unsigned char bit = (unsigned char)(0x80 >> i % 8);
		ip.at[i / 8] ^= bit;
		MUST(network_contains(&network, &ip) == (i >= bits),
		    "bit %u of %u", i, bits);
		ip.at[i / 8] ^= bit;
	}
	reads_back(&network);
}

/* As it comes from a socket. */
static struct ip
take_ip(struct str *input, bool v4)
{
	struct addr addr = { 0 };
	struct ip ip;
	unsigned char *to = v4 ? (unsigned char *)&addr.to.v4.sin_addr :
				 addr.to.v6.sin6_addr.s6_addr;

	addr.to.any.sa_family = v4 ? AF_INET : AF_INET6;
	for (size_t i = 0; i < (v4 ? 4 : 16); i++)
		to[i] = fuzz_byte(input);
	MUST(network_ip(&ip, &addr), "it has no address");
	return ip;
}

void
fuzz(struct str input)
{
	static char text[64 * 1024];
	const bool v4 = fuzz_byte(&input) & 1;
	const unsigned bits = fuzz_byte(&input);
	const struct ip ip = take_ip(&input, v4);

	try_bits(ip, bits % (network_bits(&ip) + 1));
	if (input.len >= sizeof(text))
		return;
	memcpy(text, input.at, input.len);
	text[input.len] = '\0';
	try_text(text);
}
