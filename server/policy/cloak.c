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

/* The secret is in the arena, which workers do not inherit. */
static struct {
	struct hmac_key *ready;
	unsigned char *secret; /* saved */
	bool drawn;
} cloak;

static void
set_secret(const void *secret)
{
	memcpy(cloak.secret, secret, CLOAK_SECRET);
	hmac_key_set(cloak.ready, cloak.secret, CLOAK_SECRET);
	cloak.drawn = true;
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
	hmac_of(cloak.ready, said, sizeof(said), code);
	for (size_t i = 0; i < SHOWN; i++) {
		*to++ = digits[code[i] >> 4];
		*to++ = digits[code[i] & 15];
	}
	*to++ = '.';
	return to;
}

void
cloak_host(struct str peer, char host[CLOAK_ROOM])
{
	static const unsigned bits[2][PARTS] = { { 64, 48, 32 },
		{ 32, 24, 16 } };
	unsigned char secret[CLOAK_SECRET];
	struct addr addr;
	struct ip ip;

	if (!addr_read(&addr, peer) || !network_ip(&ip, &addr)) {
		memcpy(host, "local", sizeof("local"));
		return;
	}
	if (!cloak.drawn && secret_draw(secret, sizeof(secret)))
		set_secret(secret);
	secret_wipe(secret, sizeof(secret));
	if (!cloak.drawn) {
		memcpy(host, "hidden", sizeof("hidden"));
		return;
	}
	for (size_t i = 0; i < PARTS; i++)
		host = add_part(host, &ip, bits[ip.v4][i]);
	if (ip.v4)
		memcpy(host, "ip", sizeof("ip"));
	else
		memcpy(host, "ip6", sizeof("ip6"));
}

bool
cloak_use(const unsigned char secret[CLOAK_SECRET])
{
	if (cloak.drawn && secret_same(cloak.secret, secret, CLOAK_SECRET))
		return false;
	set_secret(secret);
	return true;
}

static void
cloak_save(struct state *state)
{
	if (cloak.drawn)
		state_put_bytes(state, STR("secret:"),
		    (struct str) { (const char *)cloak.secret, CLOAK_SECRET });
}

static void
cloak_load(struct state *state)
{
	while (state_next(state))
		if (!state_is(state, STR("secret:")))
			continue;
		else if (state->bytes.len == CLOAK_SECRET)
			set_secret(state->bytes.at);
		else
			state_wrong(state, "invalid secret");
}

MODULE(
    cloak) = { TABLES(TABLE(cloak.ready, 1), TABLE(cloak.secret, CLOAK_SECRET)),
	SECTION("cloak", cloak) };
