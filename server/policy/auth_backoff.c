/*
 * Guessing: see auth_backoff.h. One table of a fixed size has a row for each
 * address, without a name, and for each account that was tried there. When it
 * is full, a new row replaces the oldest: an attacker who fills it makes it
 * forget others', but each row costs a try within the limit on its address.
 */
#include "policy/auth_backoff.h"

#include <string.h>

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/data/index.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "shared/limits.h"
#include "shared/names.h"

#define ROWS 65536
#define BUCKETS 16384

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

/* The key of all strings that cannot be an account's name. */
#define NO_NAME STR("-")

struct guess {
	struct key {
		struct ip from;
		char name[LIMIT_NAME]; /* in lower case, 0 behind it */
	} key;
	bool used;
	unsigned wrong; /* lately */
	usec due; /* when the last reply goes out; no check before */
	usec until; /* when what was wrong is forgotten */
	usec next; /* of an address: nothing new is checked before */
	struct bucket tried; /* of an account, against account_rate */
};

static struct auth_backoff {
	struct guess *row;
	struct index by_key;
	uint32_t hand; /* the row used next; the oldest one if in use */
	struct bucket together;
} guesses;

static void
auth_backoff_init(void)
{
	guesses.row = arena_table(ROWS, sizeof(*guesses.row));
	guesses.hand = 0;
	INDEX_INIT(&guesses.by_key, guesses.row, ROWS, BUCKETS,
	    INDEX_BYTES(struct guess, key, key));
}

struct str
auth_backoff_key(struct str account)
{
	return name_spelling(account) == CODE_OK ? account : NO_NAME;
}

static struct key
key_of(const struct network *from, struct str name)
{
	struct key key = { .from = from->ip };

	for (size_t i = 0; i < name.len && i < sizeof(key.name); i++)
		key.name[i] = (char)str_lower(name.at[i]);
	return key;
}

/* Returns the row of the address or of the account there; null: none. */
static struct guess *
find(const struct network *from, struct str name)
{
	const struct key key = key_of(from, name);
	const uint32_t row = index_find(&guesses.by_key, STR_BYTES(key));

	return row != INDEX_NONE ? &guesses.row[row] : NULL;
}

static struct guess *
get(const struct network *from, struct str name)
{
	const struct key key = key_of(from, name);
	const uint32_t row = index_find(&guesses.by_key, STR_BYTES(key));
	struct guess *guess = &guesses.row[guesses.hand];

	if (row != INDEX_NONE)
		return &guesses.row[row];
	if (guess->used)
		index_drop(&guesses.by_key, guesses.hand);
	*guess = (struct guess) { .key = key, .used = true };
	index_add(&guesses.by_key, guesses.hand);
	guesses.hand = (guesses.hand + 1) % ROWS;
	return guess;
}

/* Returns the number of recent wrong tries. */
static unsigned
recent(const struct guess *guess, usec now)
{
	return guess != NULL && guess->until > now ? guess->wrong : 0;
}

/* Returns how long the next one must wait for the reply to the last. */
static usec
wait_of(const struct guess *guess, usec now)
{
	return recent(guess, now) > 0 && guess->due > now ? guess->due - now :
							    0;
}

/* Counts a wrong try. Returns the delay of the reply. */
static usec
count_wrong(struct guess *guess, usec now)
{
	usec time;

	guess->wrong = recent(guess, now) + 1;
	time = config_now()->password_time *
	    (guess->wrong < SLOWEST ? guess->wrong : SLOWEST);
	guess->due = now + time;
	guess->until = guess->due + MEMORY;
	return time;
}

usec
auth_backoff_wait_account(
    const struct network *from, struct str account, usec now)
{
	return wait_of(find(from, auth_backoff_key(account)), now);
}

bool
auth_backoff_take(const char *peer, struct str account, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->account_rate);
	const struct network from = origins_of(peer);

	return rate.count == 0 || name_spelling(account) != CODE_OK ||
	    origins_is_exempt(peer) ||
	    bucket_take(&get(&from, account)->tried, &rate, now);
}

/*
 * The server's password, which has no account, waits until the reply to the
 * last wrong one is due; an account waits for its own, and for what is new.
 */
usec
auth_backoff_wait(const struct network *from, struct str account, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };
	const struct guess *guesser = find(from, STR(""));
	usec wait;

	if (config_now()->password_time == 0)
		return 0;
	wait = account.len > 0 ? auth_backoff_wait_account(from, account, now) :
				 wait_of(guesser, now);
	if (wait > 0 || guesser == NULL)
		return wait;
	if (guesser->next > now)
		return guesser->next - now;
	return recent(guesser, now) < MANY ||
		bucket_take(&guesses.together, &rate, now) ?
	    0 :
	    TOGETHER_AGAIN;
}

usec
auth_backoff_failed(const struct network *from, struct str account, usec now)
{
	struct guess *guesser = get(from, STR(""));
	const usec time = count_wrong(guesser, now);

	guesser->next = now + config_now()->password_time;
	return account.len == 0 ?
	    time :
	    count_wrong(get(from, auth_backoff_key(account)), now);
}

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct auth_backoff, together.used),
	FIELD(REAL, struct auth_backoff, together.at),
};

static const struct field saved[] = {
	FIELD(NUMBER, struct guess, wrong),
	FIELD(REAL, struct guess, due),
	FIELD(REAL, struct guess, until),
	FIELD(REAL, struct guess, next),
	FIELD(NUMBER, struct guess, tried.used),
	FIELD(REAL, struct guess, tried.at),
};

/* Writes "guess NETWORK [NAME]" and its fields for each row that says much. */
static void
auth_backoff_save(struct state *state)
{
	fields_put(state, FIELDS(saved_rate), &guesses);
	for (uint32_t i = 0; i < ROWS; i++) {
		const struct guess *guess =
		    &guesses.row[(guesses.hand + i) % ROWS];
		const struct network from = network_around(
		    &guess->key.from, network_bits(&guess->key.from));
		const char *end = memchr(guess->key.name, '\0', LIMIT_NAME);
		const struct str words[] = { NETWORK_STR(&from),
			{ guess->key.name,
			    end != NULL ? (size_t)(end - guess->key.name) :
					  LIMIT_NAME } };
		if (guess->used &&
		    (guess->until > state->real ||
			guess->tried.at + BUCKET_PERIOD > state->real)) {
			state_put_strs(state, STR("guess"), words,
			    words[1].len > 0 ? 2 : 1);
			fields_put(state, FIELDS(saved), guess);
		}
	}
}

static void
auth_backoff_load(struct state *state)
{
	struct guess *guess = NULL;

	while (state_next(state)) {
		struct str name = state->value;
		struct network from;
		if (!state_is(state, STR("guess"))) {
			if (guess != NULL)
				fields_get(state, FIELDS(saved), guess);
			else
				fields_get(state, FIELDS(saved_rate), &guesses);
			continue;
		}
		guess = NULL;
		if (network_read(&from, str_word(&name)) == NULL &&
		    name.len <= LIMIT_NAME && find(&from, name) == NULL)
			guess = get(&from, name);
		else
			state_wrong(state, "invalid or duplicate guess");
	}
}

MODULE(auth_backoff) = { .init = auth_backoff_init,
	SECTION("guesses", auth_backoff) };
