/* Admission by address: see peers.h. */
#define _GNU_SOURCE /* struct ucred */
#include "policy/peers.h"

#include <assert.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/data/index.h"
#include "base/data/networks.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/clock.h"

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

/*
 * Returns an address in 100::/64, from which nobody connects (RFC 6666), for a
 * user of this machine.
 */
static struct network
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

/*
 * The most lines at once, and in a second: enough for a program that reads them
 * and bans the addresses.
 */
#define LINES 10

/* The time between two lines that count the refusals not logged. */
#define PERIOD SEC

/* Not saved: what the old program counted is its own. */
static struct denial {
	struct bucket lines; /* lines that were logged */
	uint64_t counted; /* refusals not logged, not yet reported */
	usec due; /* when their number is to be logged, if there are any */
} denials[REJECT_LOG_KINDS];

/* The text around PEER in the lines of each kind. */
static const struct {
	struct str word;
	struct str what;
	enum log_level level;
} lines[REJECT_LOG_KINDS] = {
	[REJECT_LOG_FULL] = { LIT("full: "), LIT(" turned away ("),
	    LEVEL_WARNING },
	[REJECT_LOG_REFUSED] = { LIT("refused: "), LIT(" ("), LEVEL_NOTICE },
};

/* Logs how many refusals were only counted, when that is due. */
static void
reject_log_alarm(void)
{
	for (enum reject_log kind = 0; kind < REJECT_LOG_KINDS; kind++) {
		struct denial *denial = &denials[kind];
		if (denial->counted == 0)
			continue;
		if (denial->due > ticks_now()) {
			alarms_at(ALARM_DENIALS, denial->due);
			continue;
		}
		LOG_AT(lines[kind].level, STR("{}{#count} more not logged"),
		    lines[kind].word, DECIMAL(denial->counted));
		denial->counted = 0;
	}
}

void
reject_log_add(enum reject_log kind, const char *peer, struct str why)
{
	const struct rate rate = { LINES, LINES, SEC };
	struct denial *denial = &denials[kind];

	if (bucket_take(&denial->lines, &rate, clock_mono())) {
		LOG_AT(lines[kind].level, STR("{}{peer}{}{reason})"),
		    lines[kind].word, str_from(peer), lines[kind].what, why);
	} else if (denial->counted++ == 0) {
		denial->due = ticks_now() + PERIOD;
		alarms_at(ALARM_DENIALS, denial->due);
	}
}

MODULE(reject_log) = { ON_ALARM(ALARM_DENIALS, reject_log_alarm) };

/*
 * Twice the largest number of clients, who may all have different addresses:
 * half of the table is for addresses that were here lately.
 */
#define ADDRESSES ((size_t)2 * CLIENTS_MAX)
#define FIRST (PEERS_NONE + 1)
#define BUCKETS 65536

/*
 * The entries checked for expiry each time one is made: more than one, so that
 * the table stays little larger than it needs to be.
 */
#define SWEEP 8

#define MINUTE (60 * SEC)
#define DAY (1440 * MINUTE)

/*
 * The number of crashes that count as an attack. One is forgotten after each
 * FADE without another.
 */
#define CRASHES 3
#define FADE (10 * MINUTE)

/* An address, or a user, and its counts. */
struct peer {
	struct network from; /* 0 bits: free */
	uint32_t clients; /* connected now; while any, the entry stays */
	unsigned crashes; /* of its workers, without those that have faded */
	usec calm; /* the last crash, end of a block, or fading */
	usec kept_out; /* blocked until then; 0: not blocked, nor lately */
	struct bucket came; /* connections, against connect_rate */
	struct bucket logins; /* login tries, against login_rate */
	usec made[PEERS_ACCOUNTS]; /* the last accounts, oldest first */
	usec until; /* the entry is kept at least until then */
};

static struct {
	struct peer *at;
	struct rows rows; /* those below FIRST are taken */
	struct index by_ip;
	uint32_t hand; /* the entry that was checked last */
} peers;

static const struct {
	struct str why; /* for the log */
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
	const size_t size = ADDRESSES + FIRST;

	peers.at = arena_table(size, sizeof(*peers.at));
	rows_init(&peers.rows, size);
	INDEX_INIT(&peers.by_ip, peers.at, size, BUCKETS,
	    INDEX_BYTES(struct peer, from.ip, from.ip));
	for (uint32_t row = 0; row < FIRST; row++)
		(void)rows_alloc(&peers.rows); /* there is room */
}

static struct peer *
get(uint32_t number)
{
	assert(number >= FIRST && number < peers.rows.ever);
	return &peers.at[number];
}

/*
 * Checks one more entry, and all of them over time. Forgets one that is over
 * or, if any must go, one without clients.
 */
static void
sweep(usec now, bool must)
{
	struct peer *peer;

	if (++peers.hand >= peers.rows.ever)
		peers.hand = FIRST;
	if (peers.hand >= peers.rows.ever)
		return;
	peer = &peers.at[peers.hand];
	if (peer->from.bits == 0 || peer->clients > 0 ||
	    (!must && peer->until > now))
		return;
	index_drop(&peers.by_ip, peers.hand);
	*peer = (struct peer) { .until = 0 };
	rows_free(&peers.rows, peers.hand);
}

/*
 * Returns the number of the network's entry, a new one if there is none. There
 * are always entries without clients.
 */
static uint32_t
find(const struct network *from, usec now)
{
	uint32_t number = index_find(&peers.by_ip, STR_BYTES(from->ip));

	if (number != INDEX_NONE)
		return number;
	number = rows_alloc(&peers.rows);
	for (int i = 0; number != ROWS_NONE && i < SWEEP; i++)
		sweep(now, false);
	while (number == ROWS_NONE) {
		sweep(now, true);
		number = rows_alloc(&peers.rows);
	}
	peers.at[number] = (struct peer) { .from = *from };
	index_add(&peers.by_ip, number);
	return number;
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
	reject_log_add(REJECT_LOG_REFUSED, peer, verdicts[verdict].why);
}

bool
peers_trusted(const struct addr *addr)
{
	struct ip ip;

	return network_ip(&ip, addr) &&
	    networks_match(&config_now()->trusted.set, &ip) != -1;
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

/*
 * Judges by the rules for networks. The smallest network decides; deny wins
 * over allow for the same one.
 */
static enum verdict
judge_network(const struct ip *ip)
{
	const struct networks *allow = &config_now()->allow.set;
	const int denied = networks_match(&config_now()->deny.set, ip);
	const int allowed = networks_match(allow, ip);

	if (bans_match(ip) != NULL)
		return PEERS_BANNED;
	if (denied == -1 && allowed == -1)
		return allow->count == 0 ? PEERS_WELCOME : PEERS_DENIED;
	return allowed > denied ? PEERS_WELCOME : PEERS_DENIED;
}

enum verdict
peers_enter(const struct addr *addr, usec now, uint32_t *number)
{
	const size_t most = config_now()->max_per_address;
	const struct rate rate = rate_a_minute(config_now()->connect_rate);
	enum verdict verdict;
	struct network from;
	struct peer *peer;
	uint32_t found;
	struct ip ip;

	*number = PEERS_NONE;
	if (!network_ip(&ip, addr))
		return PEERS_WELCOME;
	verdict = judge_network(&ip);
	if (verdict != PEERS_WELCOME ||
	    networks_match(&config_now()->exempt.set, &ip) != -1)
		return verdict;
	from = network_of_one(&ip);
	found = find(&from, now);
	peer = get(found);
	if (is_kept_out(peer, now))
		return PEERS_KEPT_OUT;
	if (most > 0 && peer->clients >= most)
		return PEERS_TOO_MANY;
	if (bucket_wait(&peer->came, &rate, 1, now) > 0)
		return PEERS_TOO_FAST;
	peer->clients++;
	bucket_charge(&peer->came, &rate, 1, now);
	if (rate.count > 0) /* its rate is unused after that */
		peer->until = usec_later(peer->until, now + MINUTE);
	if (peer->kept_out != 0)
		LOG(STR("crash: {network} no longer blocked"),
		    NETWORK_STR(&from));
	peer->kept_out = 0;
	*number = found;
	return PEERS_WELCOME;
}

void
peers_leave(uint32_t *number)
{
	if (*number == PEERS_NONE)
		return;
	assert(get(*number)->clients > 0);
	get(*number)->clients--;
	*number = PEERS_NONE;
}

bool
peers_enter_again(uint64_t number)
{
	if (number < FIRST || number >= peers.rows.ever ||
	    peers.at[number].from.bits == 0)
		return false;
	peers.at[number].clients++;
	return true;
}

bool
users_enter(struct peer_user *peer_user, uid_t user, size_t max)
{
	const struct network from = origins_of_user(user);
	struct peer *peer = get(find(&from, clock_mono()));

	if (max > 0 && peer->clients >= max)
		return false;
	peer->clients++;
	*peer_user = (struct peer_user) { true, user };
	return true;
}

void
users_leave(struct peer_user *peer_user)
{
	const struct network from = origins_of_user(peer_user->user);
	uint32_t number;

	if (!peer_user->is_known)
		return;
	peer_user->is_known = false;
	number = find(&from, 0);
	peers_leave(&number);
}

bool
peers_login(uint32_t number, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->login_rate);
	struct peer *peer;

	if (number == PEERS_NONE || rate.count == 0)
		return true;
	peer = get(number);
	if (!bucket_take(&peer->logins, &rate, now))
		return false;
	peer->until = usec_later(peer->until, now + MINUTE);
	return true;
}

bool
peers_may_register(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	const struct peer *it;

	if (origins_is_exempt(peer))
		return true;
	it = get(find(&from, now));
	return it->made[0] == 0 || now - it->made[0] >= DAY;
}

void
peers_register(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	struct peer *it;

	if (origins_is_exempt(peer))
		return;
	it = get(find(&from, now));
	for (size_t i = 0; i + 1 < PEERS_ACCOUNTS; i++)
		it->made[i] = it->made[i + 1];
	it->made[PEERS_ACCOUNTS - 1] = now;
	it->until = usec_later(it->until, now + DAY);
}

/*
 * Keeps an address out that has crashed too often: twice as long each time, up
 * to KEPT_OUT_MAX.
 */
static void
keep_out(struct peer *peer, usec now)
{
	usec time = config_now()->crash_time;

	for (unsigned i = CRASHES; i < peer->crashes && time < KEPT_OUT_MAX;
	     i++)
		time *= 2;
	if (time > KEPT_OUT_MAX)
		time = KEPT_OUT_MAX;
	peer->kept_out = usec_later(peer->kept_out, now + time);
	LOG_AT(LEVEL_WARNING,
	    STR("crash: {network} blocked for {#seconds} s after "
		"{#crashes} crashes"),
	    NETWORK_STR(&peer->from), DECIMAL((time + SEC - 1) / SEC),
	    DECIMAL(peer->crashes));
}

/*
 * A crash is forgotten for each FADE of calm, which begins after the last crash
 * and the end of its block.
 */
void
peers_crashed(uint32_t number, usec now)
{
	struct peer *peer;

	if (number == PEERS_NONE || config_now()->crash_time == 0)
		return;
	peer = get(number);
	while (peer->crashes > 0 && now >= peer->calm + FADE) {
		peer->crashes--;
		peer->calm += FADE;
	}
	peer->crashes++;
	if (peer->crashes >= CRASHES)
		keep_out(peer, now);
	peer->calm = usec_later(peer->kept_out, now);
	peer->until =
	    usec_later(peer->until, peer->calm + peer->crashes * FADE);
}

/* Lifts a block only if the network covers all of its address or /64. */
bool
peers_unban(const struct network *network, usec now)
{
	const struct network one = network_of_one(&network->ip);
	struct peer *peer = get(find(&one, now));
	const bool forgiven =
	    is_kept_out(peer, now) && one.bits <= network->bits;

	if (forgiven)
		peer->kept_out = peer->crashes = 0;
	return bans_lift(network) || forgiven;
}

static const struct field saved[] = {
	FIELD(NUMBER, struct peer, crashes),
	FIELD(REAL, struct peer, calm),
	FIELD(REAL, struct peer, kept_out),
	FIELD(NUMBER, struct peer, came.used),
	FIELD(REAL, struct peer, came.at),
	FIELD(NUMBER, struct peer, logins.used),
	FIELD(REAL, struct peer, logins.at),
	FIELD_KEY(REAL, struct peer, made[0], "made.0"),
	FIELD_KEY(REAL, struct peer, made[1], "made.1"),
	FIELD_KEY(REAL, struct peer, made[2], "made.2"),
	FIELD(REAL, struct peer, until),
};

static_assert(PEERS_ACCOUNTS == 3, "the times are saved");

static void
peers_save(struct state *state)
{
	for (uint32_t row = FIRST; row < peers.rows.ever; row++) {
		const struct peer *peer = &peers.at[row];
		if (peer->from.bits == 0 ||
		    (peer->clients == 0 && peer->until <= state->real))
			continue;
		STATE_PUT(
		    state, STR("peer"), DECIMAL(row), NETWORK_STR(&peer->from));
		fields_put(state, FIELDS(saved), peer);
	}
}

/* Makes the entry of the number and the network in this line; or null. */
static struct peer *
claim(struct state *state)
{
	struct str text = state->value;
	struct network from;
	uint64_t row;

	if (!str_to_number(str_word(&text), UINT32_MAX, &row) ||
	    network_read(&from, text) != NULL || from.bits == 0 ||
	    index_find(&peers.by_ip, STR_BYTES(from.ip)) != INDEX_NONE ||
	    !rows_claim(&peers.rows, row)) {
		state_wrong(state, "network or number invalid or in use");
		return NULL;
	}
	peers.at[row] = (struct peer) { .from = from };
	index_add(&peers.by_ip, (uint32_t)row);
	return &peers.at[row];
}

static void
peers_load(struct state *state)
{
	struct peer *peer = NULL;

	while (state_next(state))
		if (state_is(state, STR("peer")))
			peer = claim(state);
		else if (peer != NULL)
			fields_get(state, FIELDS(saved), peer);
}

MODULE(peers) = { .init = peers_init, SECTION("peers", peers) };
