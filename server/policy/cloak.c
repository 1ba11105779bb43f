/* Hosts that hide addresses: see cloak.h. */
#include "policy/cloak.h"

#include <assert.h>
#include <string.h>

#include "base/state/module.h"
#include "shared/crypto/secret.h"
#include "shared/crypto/sha256.h"
#include "shared/network.h"

/* The bytes of a digest that are shown, as two digits each. */
#define SHOWN 5
#define PARTS 3

static_assert(
    PARTS * (2 * SHOWN + 1) + sizeof("ip6") <= CLOAK_ROOM, "a host has room");

struct keys {
	unsigned char secret[CLOAK_SECRET]; /* saved */
	struct hmac_key ready;
};

/* The secret is in the arena, which workers do not inherit. */
static struct {
	struct keys *keys;
	bool drawn;
} cloak;

static const unsigned v4_bits[PARTS] = { 32, 24, 16 };
static const unsigned v6_bits[PARTS] = { 64, 48, 32 };

static void
make_ready(void)
{
	hmac_key_set(&cloak.keys->ready, cloak.keys->secret, CLOAK_SECRET);
}

static bool
have_secret(void)
{
	if (cloak.drawn)
		return true;
	if (!entropy_draw(cloak.keys->secret, CLOAK_SECRET))
		return false;
	make_ready();
	cloak.drawn = true;
	return true;
}

/* Appends the network's digest and a dot. */
static char *
add_part(char *to, const struct ip *ip, unsigned bits)
{
	static const char digits[] = "0123456789abcdef";
	const struct network network = network_around(ip, bits);
	unsigned char said[2 + sizeof(network.ip.at)], code[HMAC_SIZE];

	said[0] = network.ip.v4 ? 4 : 6;
	said[1] = (unsigned char)bits;
	memcpy(said + 2, network.ip.at, sizeof(network.ip.at));
	hmac(&cloak.keys->ready, said, sizeof(said), code);
	for (size_t i = 0; i < SHOWN; i++) {
		*to++ = digits[code[i] >> 4];
		*to++ = digits[code[i] & 15];
	}
	*to++ = '.';
	return to;
}

static void
hash_host(const struct ip *ip, char *host)
{
	for (size_t i = 0; i < PARTS; i++)
		host = add_part(host, ip, ip->v4 ? v4_bits[i] : v6_bits[i]);
	if (ip->v4)
		memcpy(host, "ip", sizeof("ip"));
	else
		memcpy(host, "ip6", sizeof("ip6"));
}

void
cloak_host(struct str peer, char host[CLOAK_ROOM])
{
	struct addr addr;
	struct ip ip;

	if (!addr_read(&addr, peer) || !network_ip(&ip, &addr))
		memcpy(host, "local", sizeof("local"));
	else if (!have_secret())
		memcpy(host, "hidden", sizeof("hidden"));
	else
		hash_host(&ip, host);
}

bool
cloak_use(const unsigned char secret[CLOAK_SECRET])
{
	if (cloak.drawn &&
	    secret_same(cloak.keys->secret, secret, CLOAK_SECRET))
		return false;
	memcpy(cloak.keys->secret, secret, CLOAK_SECRET);
	make_ready();
	cloak.drawn = true;
	return true;
}

static void
cloak_save(struct state *state)
{
	if (cloak.drawn)
		state_put_bytes(state, STR("secret:"),
		    (struct str) {
			(const char *)cloak.keys->secret, CLOAK_SECRET });
}

static void
cloak_load(struct state *state)
{
	size_t len;

	while (state_next(state)) {
		if (!state_is(state, STR("secret:")) ||
		    !state_length(state, CLOAK_SECRET, &len))
			continue;
		if (len != CLOAK_SECRET) {
			state_wrong(state, "invalid secret");
		} else if (state_bytes(
			       state, (char *)cloak.keys->secret, len)) {
			make_ready();
			cloak.drawn = true;
		}
	}
}

MODULE(cloak) = { TABLES(TABLE(cloak.keys, 1)), SECTION("cloak", cloak) };
