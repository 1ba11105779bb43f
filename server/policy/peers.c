/* Admission by address: see peers.h. */
#include "policy/peers.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/peer_table.h"
#include "policy/reject_log.h"
#include "shared/buf.h"

/*
 * Twice the largest number of clients, who may all have different addresses:
 * half of the table is for addresses that were here lately.
 */
#define ADDRESSES ((size_t)2 * CLIENTS_MAX)

#define MINUTE (60 * SEC)

/*
 * The number of crashes that count as an attack. One is forgotten after each
 * FADE without another.
 */
#define CRASHES 3
#define FADE (10 * MINUTE)

static_assert(PEERS_NONE == PEER_TABLE_NONE, "the same numbers");

static const struct {
	struct str why;
	struct str text;
} verdicts[PEERS_VERDICTS] = {
	[PEERS_WELCOME] = { LIT(""), LIT("") },
	[PEERS_DENIED] = { LIT("denied"),
	    LIT("connections from your address are not allowed") },
	[PEERS_BANNED] = { LIT("banned"),
	    LIT("connections from your address are not allowed") },
	[PEERS_KEPT_OUT] = { LIT("blocked"),
	    LIT("your address is blocked for a while because "
		"connections from it crashed; try again later") },
	[PEERS_TOO_MANY] = { LIT("too many from one address"),
	    LIT("too many connections from your address; close one") },
	[PEERS_TOO_FAST] = { LIT("too fast"),
	    LIT("too many connections per minute from your "
		"address; try again later") },
	[PEERS_TOO_MANY_OF_USER] = { LIT("too many from one user"),
	    LIT("you have too many connections; close one") },
	[PEERS_NOT_TRUSTED] = { LIT("not a trusted proxy"),
	    LIT("connections from your address are not allowed") },
};

static void
peers_init(void)
{
	peer_table_init(ADDRESSES);
}

struct str
peers_why(enum verdict verdict)
{
	return verdicts[verdict].why;
}

struct str
peers_text(enum verdict verdict, const struct addr *addr, char room[PEERS_TEXT])
{
	const struct str text = verdicts[verdict].text;
	const struct ban *ban = NULL;
	struct buf buf;
	struct ip ip;

	if (verdict == PEERS_BANNED && network_ip(&ip, addr))
		ban = bans_match(&ip);
	if (ban == NULL || ban->reason.len == 0)
		return text;
	buf_init(&buf, room, PEERS_TEXT);
	(void)BUF_CAT(&buf, text, STR(": "), ban->reason); /* fits */
	return buf_str(&buf);
}

void
peers_refused(const char *peer, enum verdict verdict)
{
	stats_add(SCORE_REFUSED, 1);
	reject_log_add(REJECT_LOG_REFUSED, peer, peers_why(verdict));
}

/*
 * Returns whether the address is allowed. The smallest network decides; deny
 * wins over allow for the same one.
 */
static bool
is_allowed(const struct ip *ip)
{
	const struct networks *allow = &config_now()->allow.set;
	const int denied = networks_match(&config_now()->deny.set, ip);
	const int allowed = networks_match(allow, ip);

	if (denied == -1 && allowed == -1)
		return allow->count == 0;
	return allowed > denied;
}

bool
peers_trusted(const struct addr *addr)
{
	struct ip ip;

	return network_ip(&ip, addr) &&
	    networks_match(&config_now()->trusted.set, &ip) != -1;
}

static void
remember(struct peer *peer, usec until)
{
	peer->until = usec_later(peer->until, until);
}

static bool
is_too_fast(const struct peer *peer, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->connect_rate);

	return bucket_wait(&peer->came, &rate, 1, now) > 0;
}

/*
 * Returns whether the address is blocked. Turning blocks off ends those in
 * force.
 */
static bool
is_kept_out(const struct peer *peer, usec now)
{
	return config_now()->crash_time > 0 && peer->kept_out > now;
}

static enum verdict
peers_judge(const struct peer *peer, usec now)
{
	const size_t most = config_now()->max_per_address;

	if (is_kept_out(peer, now))
		return PEERS_KEPT_OUT;
	if (most > 0 && peer->clients >= most)
		return PEERS_TOO_MANY;
	if (is_too_fast(peer, now))
		return PEERS_TOO_FAST;
	return PEERS_WELCOME;
}

/* Returns the address as the log shows it, in the caller's memory. */
static struct str
name_of(uint32_t number, char text[NETWORK_TEXT])
{
	if (number == PEER_TABLE_SHARED)
		return STR("others");
	return network_text(&peer_table_get(number)->from, text);
}

static void
let_in(uint32_t number, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->connect_rate);
	struct peer *peer = peer_table_get(number);
	char text[NETWORK_TEXT];

	peer->clients++;
	bucket_charge(&peer->came, &rate, 1, now);
	if (rate.count > 0)
		remember(peer, now + MINUTE); /* its rate is unused by then */
	if (peer->kept_out == 0)
		return;
	peer->kept_out = 0;
	LOG(STR("crash: {network} no longer blocked"), name_of(number, text));
}

enum verdict
peers_enter(const struct addr *addr, usec now, uint32_t *number)
{
	enum verdict verdict;
	uint32_t found;
	struct ip ip;

	*number = PEERS_NONE;
	if (!network_ip(&ip, addr))
		return PEERS_WELCOME;
	if (bans_match(&ip) != NULL)
		return PEERS_BANNED;
	if (!is_allowed(&ip))
		return PEERS_DENIED;
	if (networks_match(&config_now()->exempt.set, &ip) != -1)
		return PEERS_WELCOME;
	found = peer_table_find(&ip, now);
	verdict = peers_judge(peer_table_get(found), now);
	if (verdict != PEERS_WELCOME)
		return verdict;
	let_in(found, now);
	*number = found;
	return PEERS_WELCOME;
}

bool
peers_login(uint32_t number, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->login_rate);
	struct peer *peer;

	if (number == PEERS_NONE || rate.count == 0)
		return true;
	peer = peer_table_get(number);
	if (!bucket_take(&peer->logins, &rate, now))
		return false;
	remember(peer, now + MINUTE);
	return true;
}

void
peers_leave(uint32_t *number)
{
	if (*number == PEERS_NONE)
		return;
	assert(peer_table_get(*number)->clients > 0);
	peer_table_get(*number)->clients--;
	*number = PEERS_NONE;
}

const struct network *
peers_network(uint32_t number)
{
	return &peer_table_get(number)->from;
}

/*
 * Forgets a crash for each FADE of calm, which begins after the last crash and
 * the end of its block.
 */
static void
fade(struct peer *peer, usec now)
{
	while (peer->crashes > 0 && now >= peer->calm + FADE) {
		peer->crashes--;
		peer->calm += FADE;
	}
}

static usec
time_to_keep_out(unsigned crashes)
{
	usec time = config_now()->crash_time;

	for (unsigned i = CRASHES; i < crashes && time < KEPT_OUT_MAX; i++)
		time *= 2;
	return time < KEPT_OUT_MAX ? time : KEPT_OUT_MAX;
}

static void
keep_out(uint32_t number, usec now)
{
	struct peer *peer = peer_table_get(number);
	const usec time = time_to_keep_out(peer->crashes);
	char text[NETWORK_TEXT];

	peer->kept_out = usec_later(peer->kept_out, now + time);
	LOG_AT(LEVEL_WARNING,
	    STR("crash: {network} blocked for {#seconds} s after "
		"{#crashes} crashes"),
	    name_of(number, text), DECIMAL((time + SEC - 1) / SEC),
	    DECIMAL(peer->crashes));
}

void
peers_crashed(uint32_t number, usec now)
{
	struct peer *peer;

	if (number == PEERS_NONE || config_now()->crash_time == 0)
		return;
	peer = peer_table_get(number);
	fade(peer, now);
	peer->crashes++;
	if (peer->crashes >= CRASHES)
		keep_out(number, now);
	peer->calm = usec_later(peer->kept_out, now);
	remember(peer, peer->calm + peer->crashes * FADE);
}

/*
 * Lifts the block of an address. True if one was in force and the network
 * covers all of its entry.
 */
static bool
forgive(const struct network *network, usec now)
{
	const uint32_t number = peer_table_find(&network->ip, now);
	struct peer *peer = peer_table_get(number);

	if (number == PEER_TABLE_SHARED || !is_kept_out(peer, now) ||
	    peer->from.bits > network->bits)
		return false;
	peer->kept_out = 0;
	peer->crashes = 0;
	return true;
}

bool
peers_unban(const struct network *network, usec now)
{
	const bool forgiven = forgive(network, now);

	return bans_lift(network) || forgiven;
}

bool
peers_enter_again(uint64_t number)
{
	if (!peer_table_has(number))
		return false;
	peer_table_get((uint32_t)number)->clients++;
	return true;
}

MODULE(peers) = { .init = peers_init };
