/* shared/network: NETWORK, read and written, and who is in it. */
#include "shared/network.h"

#include <arpa/inet.h>
#include <string.h>

#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define TRIES 20000

static void
reads_networks(void)
{
	static const struct {
		const char *text;
		const char *back; /* as network_text writes it */
		bool v4;
		unsigned bits;
	} rows[] = {
		{ "192.0.2.7", "192.0.2.7", true, 32 },
		{ "192.0.2.0/24", "192.0.2.0/24", true, 24 },
		{ "127.0.0.0/8", "127.0.0.0/8", true, 8 },
		{ "0.0.0.0/0", "0.0.0.0/0", true, 0 },
		{ "::/0", "::/0", false, 0 },
		{ "2001:DB8::/32", "2001:db8::/32", false, 32 },
		{ "2001:db8:0:8000::/49", "2001:db8:0:8000::/49", false, 49 },
		{ "::ffff:192.0.2.7", "192.0.2.7", true, 32 },
		{ "::ffff:c000:200/120", "192.0.2.0/24", true, 24 },
		{ "::ffff:0.0.0.0/96", "0.0.0.0/0", true, 0 },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", false, 127 },
	};
	struct network network;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *wrong =
		    network_read(&network, str_from(rows[i].text));
		if (!TAP_OK(wrong == NULL, "'%s' is a network: %s",
			rows[i].text, wrong != NULL ? wrong : "yes"))
			continue;
		TAP_STR(NETWORK_STR(&network), str_from(rows[i].back),
		    "'%s' as text", rows[i].text);
		TAP_OK(
		    network.ip.v4 == rows[i].v4 && network.bits == rows[i].bits,
		    "'%s': family and bits", rows[i].text);
	}
}

static void
refuses_the_rest(void)
{
	static const struct {
		const char *text;
		const char *part; /* of the reason */
	} rows[] = {
		{ "", "expected an address" },
		{ "10", "expected an address" },
		{ "10.0.0.0.0", "expected an address" },
		{ "[::1]", "expected an address" },
		{ "1234567890123456789012345678901234567890123456",
		    "expected an address" },
		{ "10.0.0.0/", "expected a number of bits" },
		{ "10.0.0.0/33", "expected a number of bits" },
		{ "::/129", "expected a number of bits" },
		{ "10.0.0.1/8", "must be 0" },
		{ "2001:db8::1/64", "must be 0" },
		{ "::ffff:0.0.0.0/80", "must be 0" },
	};
	struct network network = { .bits = 77 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *wrong =
		    network_read(&network, str_from(rows[i].text));
		TAP_OK(wrong != NULL && strstr(wrong, rows[i].part) != NULL,
		    "'%s' is none: %s", rows[i].text,
		    wrong != NULL ? wrong : "but taken");
	}
	TAP_NUM(network.bits, 77, "and nothing was written");
}

static struct ip
ip_of(const char *text)
{
	struct network network;
	const char *wrong = network_read(&network, str_from(text));

	MUST(wrong == NULL, "%s: %s", text, wrong);
	return network.ip;
}

static void
contains(void)
{
	static const struct {
		const char *network;
		const char *ip;
		bool within;
	} rows[] = {
		{ "192.0.2.7", "192.0.2.6", false },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "0.0.0.0/0", "255.1.2.3", true },
		{ "0.0.0.0/0", "::1", false },
		{ "::/0", "::ffff:192.0.2.7", false },
		{ "::ffff:192.0.2.0/120", "192.0.2.7", true },
		{ "c000:200::/32", "192.0.2.0", false },
		{ "2001:db8::/63", "2001:db8:0:2::5", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ip ip = ip_of(rows[i].ip);
		struct network network;
		MUST(network_read(&network, str_from(rows[i].network)) == NULL,
		    "no network: %s", rows[i].network);
		TAP_OK(network_contains(&network, &ip) == rows[i].within,
		    "%s is %sin %s", rows[i].ip, rows[i].within ? "" : "not ",
		    rows[i].network);
	}
}

static bool
bit_of(const struct ip *ip, unsigned bit)
{
	return (ip->at[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

/* Bit for bit, as the definition has it. */
static bool
keeps_the_first(const struct ip *ip, unsigned bits)
{
	const struct network around = network_around(ip, bits);

	for (unsigned bit = 0; bit < network_bits(ip); bit++)
		if (bit_of(&around.ip, bit) != (bit < bits && bit_of(ip, bit)))
			return false;
	return network_contains(&around, ip) && around.bits == bits;
}

static void
has_the_first_bits(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		struct ip ip = { .v4 = dice(2) == 0 };
		for (size_t at = 0; at < network_bits(&ip) / 8; at++)
			ip.at[at] = (unsigned char)dice(256);
		good = keeps_the_first(&ip, dice(network_bits(&ip) + 1));
	}
	TAP_OK(good, "%d networks around addresses at random", TRIES);
}

int
main(void)
{
	dice_begin();
	reads_networks();
	refuses_the_rest();
	contains();
	has_the_first_bits();
	return tap_done();
}
