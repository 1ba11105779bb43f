/*
 * Admission by address, and guessing: see peers.h. One table has a row for each
 * address, and for each account that was tried from there.
 */
#include "policy/peers.h"

#include <assert.h>
#include <stdint.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/data/index.h"
#include "base/data/networks.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Finds the peer's address; false if it has none. */
static bool
find_ip(const char *peer, struct ip *ip)
{
	struct addr addr;

	return addr_read(&addr, str_from(peer)) && network_ip(ip, &addr);
}

struct network
peers_of_client(const char *peer, const struct peer_user *peer_user)
{
	/* In 100::/64, from which nobody connects (RFC 6666). */
	struct ip ip, of_user = { .v4 = false, .at = { 0x01 } };

	if (find_ip(peer, &ip))
		return network_of_one(&ip);
	if (!peer_user->is_known)
		return network_of_one(&(struct ip) { .v4 = true });
	for (size_t i = 0; i < sizeof(uint32_t); i++)
		of_user.at[sizeof(of_user.at) - 1 - i] =
		    (unsigned char)((uint32_t)peer_user->user >> (8 * i));
	return network_around(&of_user, network_bits(&of_user));
}

/*
 * Finds the address that accounts made from there count for. False if that is
 * exempt from counting, or there is none.
 */
static bool
is_counted(const char *peer, struct network *from)
{
	struct ip ip;

	if (!find_ip(peer, &ip) ||
	    networks_match(&config_now()->exempt, &ip) != -1)
		return false;
	*from = network_of_one(&ip);
	return true;
}

/*
 * The most lines at once, and in a second: enough for a program that reads them
 * and bans the addresses.
 */
#define LINES 10

/* The time between two lines that count the refusals not logged. */
#define PERIOD SEC

/*
 * Each kind: the text before PEER in its lines, and what was counted, which is
 * not saved.
 */
static struct denial {
	struct str word;
	enum log_level level;
	struct bucket lines; /* lines that were logged */
	uint64_t counted; /* refusals not logged, not yet reported */
} denials[REJECT_LOG_KINDS] = {
	[REJECT_LOG_FULL] = { .word = LIT("full: "), .level = LEVEL_WARNING },
	[REJECT_LOG_REFUSED] = { .word = LIT("refused: "),
	    .level = LEVEL_NOTICE },
};

/* Logs how many refusals were only counted. */
static void
reject_log_alarm(void)
{
	for (size_t kind = 0; kind < COUNT(denials); kind++) {
		struct denial *denial = &denials[kind];
		if (denial->counted > 0)
			LOG_AT(denial->level, STR("{}{count} more not logged"),
			    denial->word, DECIMAL(denial->counted));
		denial->counted = 0;
	}
}

void
peers_log_reject(enum reject_log kind, const char *peer, struct str why)
{
	const struct rate rate = { LINES, LINES, SEC };
	struct denial *denial = &denials[kind];

	if (bucket_take(&denial->lines, &rate, clock_mono())) {
		LOG_AT(denial->level, STR("{}{peer} ({reason})"), denial->word,
		    str_from(peer), why);
	} else {
		denial->counted++;
		ticks_alarm(ALARM_DENIALS, ticks_now() + PERIOD);
	}
}

void
peers_log_account(const char *peer, struct str why, struct str account)
{
	char room[PEERS_TEXT];
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, why, STR(": "), peers_account(account));
	peers_log_reject(REJECT_LOG_REFUSED, peer, buf_str(&buf));
}

MODULE(reject_log) = { ON_ALARM(ALARM_DENIALS, reject_log_alarm) };

/*
 * Four times the largest number of clients, who may all have different
 * addresses: most of the table is for addresses that were here lately, and for
 * accounts that were tried.
 */
#define ROWS ((size_t)4 * CLIENTS_MAX)
#define FIRST (PEERS_NONE + 1)
#define BUCKETS 65536

/*
 * The rows checked for expiry each time one is made: more than one, so that the
 * table stays little larger than it needs to be.
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

/*
 * The recent wrong tries from which on an address shares a rate with others;
 * fewer may be typing errors.
 */
#define MANY 3
#define TOGETHER 10 /* tries a second */
#define TOGETHER_AGAIN SEC /* the wait if the shared rate is used up */

/* How long wrong secrets are remembered after the last of them. */
#define MEMORY (600 * SEC)

/*
 * The longest delay, as a multiple of password_time. Each wrong secret delays
 * the reply by one password_time more.
 */
#define SLOWEST 5

/* An address, or a user, or an account that was tried from there. */
struct peer {
	struct key {
		struct ip from;
		char account[LIMIT_NAME]; /* in lower case, 0 behind it */
	} key;
	bool used;
	uint32_t clients; /* connected now; while any, the row stays */
	unsigned crashes; /* of its workers, without those that have faded */
	unsigned wrong; /* secrets, lately */
	usec calm; /* the last crash, end of a block, or fading */
	usec kept_out; /* blocked until then; 0: never */
	struct bucket came; /* connections, against connect_rate */
	struct bucket tried; /* against login_rate, or account_rate */
	usec made[PEERS_ACCOUNTS]; /* the last accounts, oldest first */
	usec due; /* when the last wrong one is answered; no check before */
	usec forgotten; /* when what was wrong is forgotten */
	usec next; /* of an address: nothing new is checked before */
	usec until; /* the row is kept at least until then */
};

static struct {
	struct peer *at;
	struct rows rows; /* those below FIRST are taken */
	struct index by_key;
	uint32_t hand; /* the row that was checked last */
	struct bucket together; /* not saved: it is full after a second */
} peers;

#define NOT_ALLOWED                                           \
	LIT("connections from your address are not allowed"), \
	    LIT("ask the server's operator")

static const struct {
	struct str why; /* for the log */
	struct str text;
	struct str advice;
} verdicts[PEERS_VERDICTS] = {
	[PEERS_DENIED] = { LIT("denied"), NOT_ALLOWED },
	[PEERS_BANNED] = { LIT("banned"), NOT_ALLOWED },
	[PEERS_KEPT_OUT] = { LIT("blocked"),
	    LIT("your address is blocked for a while because "
		"connections from it crashed"),
	    LIT("try again later") },
	[PEERS_TOO_MANY] = { LIT("too many from one address"),
	    LIT("too many connections from your address"), LIT("close one") },
	[PEERS_TOO_FAST] = { LIT("too fast"),
	    LIT("too many connections per minute from your address"),
	    LIT("try again later") },
	[PEERS_TOO_MANY_OF_USER] = { LIT("too many from one user"),
	    LIT("you have too many connections"), LIT("close one") },
	[PEERS_NOT_TRUSTED] = { LIT("not a trusted proxy"), NOT_ALLOWED },
};

static void
peers_init(void)
{
	peers.at = arena_table(ROWS, sizeof(*peers.at));
	rows_init(&peers.rows, ROWS);
	INDEX_INIT(&peers.by_key, peers.at, ROWS, BUCKETS,
	    INDEX_BYTES(struct peer, key, key));
	(void)rows_alloc(&peers.rows); /* PEERS_NONE */
}

static struct peer *
get(uint32_t number)
{
	assert(number >= FIRST && number < peers.rows.ever);
	return &peers.at[number];
}

/*
 * Checks one more row, and all of them over time. Forgets one that is over or,
 * if any must go, one without clients.
 */
static void
sweep_entries(usec now, bool must)
{
	struct peer *peer;

	if (++peers.hand >= peers.rows.ever)
		peers.hand = FIRST;
	peer = &peers.at[peers.hand];
	if (!peer->used || peer->clients > 0 || (!must && peer->until > now))
		return;
	index_drop(&peers.by_key, peers.hand);
	*peer = (struct peer) { .used = false };
	rows_free(&peers.rows, peers.hand);
}

struct str
peers_account(struct str account)
{
	return name_spelling(account) == CODE_OK ? account : STR("-");
}

/* An empty account is the address itself. */
static struct key
key_of(const struct network *from, struct str account)
{
	struct key key = { .from = from->ip };

	if (account.len > 0)
		account = peers_account(account);
	for (size_t i = 0; i < account.len; i++)
		key.account[i] = (char)str_lower(account.at[i]);
	return key;
}

/* Returns the row of an address or account, or an empty one. */
static const struct peer *
look(const struct network *from, struct str account)
{
	static const struct peer none = { .used = false };
	const struct key key = key_of(from, account);
	const uint32_t number = index_find(&peers.by_key, STR_BYTES(key));

	return number != INDEX_NONE ? &peers.at[number] : &none;
}

/*
 * Returns the row of an address or account, a new one if there is none. There
 * are always rows without clients.
 */
static struct peer *
find_guesser(const struct network *from, struct str account, usec now)
{
	const struct key key = key_of(from, account);
	uint32_t number = index_find(&peers.by_key, STR_BYTES(key));

	if (number != INDEX_NONE)
		return &peers.at[number];
	number = rows_alloc(&peers.rows);
	for (int i = 0; number != ROWS_NONE && i < SWEEP; i++)
		sweep_entries(now, false);
	while (number == ROWS_NONE) {
		sweep_entries(now, true);
		number = rows_alloc(&peers.rows);
	}
	peers.at[number] = (struct peer) { .key = key, .used = true };
	index_add(&peers.by_key, number);
	return &peers.at[number];
}

static uint32_t
number_of(const struct peer *peer)
{
	return (uint32_t)(peer - peers.at);
}

#define ADDRESS STR("")

struct str
peers_refused(const char *peer, enum verdict verdict, const struct addr *addr,
    char room[PEERS_TEXT])
{
	const struct ban *ban = NULL;
	struct buf buf;
	struct ip ip;

	stats_add(STATS_REFUSED, 1);
	peers_log_reject(REJECT_LOG_REFUSED, peer, verdicts[verdict].why);
	if (verdict == PEERS_BANNED && network_ip(&ip, addr))
		ban = bans_match(&ip);
	buf_init(&buf, room, PEERS_TEXT);
	(void)BUF_CAT(&buf, verdicts[verdict].text);
	if (ban != NULL && ban->reason.len > 0)
		(void)BUF_CAT(&buf, STR(": "), ban->reason);
	(void)BUF_CAT(&buf, STR("; "), verdicts[verdict].advice);
	return buf_str(&buf);
}

bool
peers_trusted(const struct addr *addr)
{
	struct ip ip;

	return network_ip(&ip, addr) &&
	    networks_match(&config_now()->trusted, &ip) != -1;
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
	const struct networks *allow = &config_now()->allow;
	const int denied = networks_match(&config_now()->deny, ip);
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
	const struct rate rate = bucket_minute(config_now()->connect_rate);
	enum verdict verdict;
	struct network from;
	struct peer *peer;
	struct ip ip;

	*number = PEERS_NONE;
	if (!network_ip(&ip, addr))
		return PEERS_WELCOME;
	verdict = judge_network(&ip);
	if (verdict != PEERS_WELCOME ||
	    networks_match(&config_now()->exempt, &ip) != -1)
		return verdict;
	from = network_of_one(&ip);
	peer = find_guesser(&from, ADDRESS, now);
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
	*number = number_of(peer);
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
	    !peers.at[number].used)
		return false;
	peers.at[number].clients++;
	return true;
}

bool
peers_enter_user(struct peer_user *peer_user, uid_t user, uint32_t *number)
{
	const size_t max = config_now()->max_per_user;
	const struct network from =
	    peers_of_client("", &(struct peer_user) { true, user });
	struct peer *found = find_guesser(&from, ADDRESS, clock_mono());

	if (max > 0 && found->clients >= max)
		return false;
	found->clients++;
	*number = number_of(found);
	*peer_user = (struct peer_user) { true, user };
	return true;
}

/*
 * The address's rate comes first, or made-up names would fill the table. If the
 * address is exempt, its time alone counts.
 */
bool
peers_login(const struct network *from, bool exempt, struct str account,
    usec now, usec *before)
{
	const struct rate by_account =
	    bucket_minute(config_now()->account_rate);
	const struct rate by_address = bucket_minute(config_now()->login_rate);
	struct peer *address = find_guesser(from, ADDRESS, now), *tried;

	*before = address->tried.at;
	address->until = usec_later(address->until, now + MINUTE);
	if (!exempt && bucket_wait(&address->tried, &by_address, 1, now) > 0)
		return false;
	if (!exempt && name_spelling(account) == CODE_OK &&
	    by_account.count > 0) {
		tried = find_guesser(from, account, now);
		if (!bucket_take(&tried->tried, &by_account, now))
			return false;
		tried->until = usec_later(tried->until, now + MINUTE);
	}
	bucket_charge(&address->tried, &by_address, 1, now);
	address->tried.at = now; /* without a rate, too */
	return true;
}

bool
peers_may_register(const char *peer, usec now)
{
	struct network from;
	const struct peer *it;

	if (!is_counted(peer, &from))
		return true;
	it = look(&from, ADDRESS);
	return it->made[0] == 0 || now - it->made[0] >= DAY;
}

void
peers_register(const char *peer, usec now)
{
	struct network from;
	struct peer *it;

	if (!is_counted(peer, &from))
		return;
	it = find_guesser(&from, ADDRESS, now);
	for (size_t i = 0; i + 1 < PEERS_ACCOUNTS; i++)
		it->made[i] = it->made[i + 1];
	it->made[PEERS_ACCOUNTS - 1] = now;
	it->until = usec_later(it->until, now + DAY);
}

/* Returns the number of recent wrong tries. */
static unsigned
recent(const struct peer *peer, usec now)
{
	return peer->forgotten > now ? peer->wrong : 0;
}

/* Counts a wrong try. Returns the delay of the reply. */
static usec
count_wrong(struct peer *peer, usec now)
{
	usec time;

	peer->wrong = recent(peer, now) + 1;
	time = config_now()->password_time *
	    (peer->wrong < SLOWEST ? peer->wrong : SLOWEST);
	peer->due = now + time;
	peer->forgotten = peer->due + MEMORY;
	peer->until = usec_later(peer->until, peer->forgotten);
	return time;
}

usec
peers_wait_account(const struct network *from, struct str account, usec now)
{
	const struct peer *tried = look(from, account);

	return recent(tried, now) > 0 && tried->due > now ? tried->due - now :
							    0;
}

/*
 * The server's password, which has no account, waits until the reply to the
 * last wrong one is due; an account waits for its own, and for what is new.
 */
usec
peers_wait(const struct network *from, struct str account, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };
	const usec wait = peers_wait_account(from, account, now);
	const struct peer *guesser = look(from, ADDRESS);

	if (wait > 0 || config_now()->password_time == 0)
		return config_now()->password_time > 0 ? wait : 0;
	if (guesser->next > now)
		return guesser->next - now;
	return recent(guesser, now) < MANY ||
		bucket_take(&peers.together, &rate, now) ?
	    0 :
	    TOGETHER_AGAIN;
}

usec
peers_failed(const struct network *from, struct str account, usec now)
{
	struct peer *guesser = find_guesser(from, ADDRESS, now);
	const usec time = count_wrong(guesser, now);

	guesser->next = now + config_now()->password_time;
	return account.len == 0 ?
	    time :
	    count_wrong(find_guesser(from, account, now), now);
}

/*
 * A crash is forgotten for each FADE of calm, which begins after the last crash
 * and the end of its block. An address that has crashed too often is kept out,
 * twice as long each time, up to KEPT_OUT_MAX.
 */
void
peers_crashed(uint32_t number, usec now)
{
	usec time = config_now()->crash_time;
	struct peer *peer;

	if (number == PEERS_NONE || time == 0)
		return;
	peer = get(number);
	while (peer->crashes > 0 && now >= peer->calm + FADE) {
		peer->crashes--;
		peer->calm += FADE;
	}
	peer->crashes++;
	if (peer->crashes >= CRASHES) {
		const struct network from = network_of_one(&peer->key.from);
		for (unsigned i = CRASHES;
		     i < peer->crashes && time < KEPT_OUT_MAX; i++)
			time *= 2;
		time = usec_earlier(time, KEPT_OUT_MAX);
		peer->kept_out = usec_later(peer->kept_out, now + time);
		LOG_AT(LEVEL_WARNING,
		    STR("crash: {network} blocked for {seconds} s after "
			"{crashes} crashes"),
		    NETWORK_STR(&from), DECIMAL((time + SEC - 1) / SEC),
		    DECIMAL(peer->crashes));
	}
	peer->calm = usec_later(peer->kept_out, now);
	peer->until =
	    usec_later(peer->until, peer->calm + peer->crashes * FADE);
}

static const struct field saved[] = {
	FIELD(NUMBER, struct peer, crashes),
	FIELD(NUMBER, struct peer, calm),
	FIELD(NUMBER, struct peer, kept_out),
	FIELD(NUMBER, struct peer, came.used),
	FIELD(NUMBER, struct peer, came.at),
	FIELD(NUMBER, struct peer, tried.used),
	FIELD(NUMBER, struct peer, tried.at),
	FIELD(NUMBER, struct peer, made[0]),
	FIELD(NUMBER, struct peer, made[1]),
	FIELD(NUMBER, struct peer, made[2]),
	FIELD(NUMBER, struct peer, wrong),
	FIELD(NUMBER, struct peer, due),
	FIELD(NUMBER, struct peer, forgotten),
	FIELD(NUMBER, struct peer, next),
	FIELD(NUMBER, struct peer, until),
};

static_assert(PEERS_ACCOUNTS == 3, "the times are saved");

/* Writes "peer ROW ADDRESS [ACCOUNT]" and its fields. */
static void
peers_save(struct state *state)
{
	for (uint32_t row = FIRST; row < peers.rows.ever; row++) {
		const struct peer *peer = &peers.at[row];
		const struct ip *ip = &peer->key.from;
		const struct network from =
		    network_around(ip, network_bits(ip));
		if (!peer->used ||
		    (peer->clients == 0 && peer->until <= ticks_mono()))
			continue;
		STATE_PUT(state, STR("peer"), DECIMAL(row), NETWORK_STR(&from),
		    ((struct str) { peer->key.account,
			strnlen(peer->key.account, LIMIT_NAME) }));
		state_put_fields(state, FIELDS(saved), peer);
	}
}

/* Makes the row of the number and the key in this line; or null. */
static struct peer *
claim(struct state *state)
{
	struct str text = state->value;
	struct network from;
	uint64_t row;

	if (!str_to_number(str_word(&text), UINT32_MAX, &row) ||
	    network_read(&from, str_word(&text)) != NULL ||
	    look(&from, text)->used || !rows_claim(&peers.rows, row)) {
		state_wrong(state, "address or number invalid or in use");
		return NULL;
	}
	peers.at[row] =
	    (struct peer) { .key = key_of(&from, text), .used = true };
	index_add(&peers.by_key, (uint32_t)row);
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
			state_get_fields(state, FIELDS(saved), peer);
}

MODULE(peers) = { .init = peers_init, SECTION("peers", peers) };
