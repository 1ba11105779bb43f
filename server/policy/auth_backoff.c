/*
 * Wrong passwords: see auth_backoff.h. The tables are separate from
 * peer_table.c: an attacker who fills one makes it forget others' wrong
 * passwords or secrets, and nothing else. Each row costs a guess within the
 * limit on its address.
 */
#include "policy/auth_backoff.h"

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/state/module.h"
#include "policy/login_history.h"
#include "policy/origin_table.h"
#include "shared/names.h"

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
 * How long a try counts that was not right, or not answered: so whoever presses
 * on is not taken for somebody new.
 */
#define TRIED (60 * SEC)

/*
 * The longest delay, as a multiple of password_time. Each wrong secret delays
 * the reply by one password_time more.
 */
#define SLOWEST 5

/* The key of all strings that cannot be an account's name. */
#define NO_NAME STR("-")

/* Wrong secrets; all zero is none. Times are ticks_mono's. */
struct tally {
	unsigned wrong; /* lately */
	usec due; /* when the last reply goes out; no check before */
	usec until; /* when it is forgotten */
};

/* An address from which wrong passwords or secrets came. */
struct guesser {
	struct origin origin;
	struct tally all;
	usec next; /* ticks_mono: nothing new is checked before */
	usec tried; /* ticks_mono: until then it counts as having tried */
};

/* An account, and an address from which wrong secrets of it came. */
struct guess {
	struct named_origin origin;
	struct tally tally;
};

/*
 * The keys must differ from all others of the section, including those of
 * login_history.c.
 */
static const struct field saved_guesser[] = {
	FIELD_KEY(NUMBER, struct guesser, all.wrong, "wrong"),
	FIELD_KEY(REAL, struct guesser, all.due, "due"),
	FIELD_KEY(REAL, struct guesser, all.until, "until"),
	FIELD(REAL, struct guesser, next),
	FIELD(REAL, struct guesser, tried),
};

static const struct field saved_guess[] = {
	FIELD(NUMBER, struct guess, tally.wrong),
	FIELD(REAL, struct guess, tally.due),
	FIELD(REAL, struct guess, tally.until),
};

/* Counts a wrong secret. Returns the delay of the reply. */
static usec
tally_add(struct tally *tally, usec now)
{
	usec time;

	if (tally->until <= now)
		tally->wrong = 0;
	tally->wrong++;
	time = config_now()->password_time *
	    (tally->wrong < SLOWEST ? tally->wrong : SLOWEST);
	tally->due = now + time;
	tally->until = tally->due + MEMORY;
	return time;
}

/* Returns the number of recent wrong secrets. */
static unsigned
tally_recent(const struct tally *tally, usec now)
{
	return tally->until > now ? tally->wrong : 0;
}

/* Returns how long the next one must wait. */
static usec
tally_wait(const struct tally *tally, usec now)
{
	return tally->until > now && tally->due > now ? tally->due - now : 0;
}

static struct auth_backoff {
	struct bucket together;
	struct origin_table guessers;
	struct origin_table guesses;
} auth_backoff = {
	.guessers = { LIT("from"), 65536, sizeof(struct guesser),
	    { saved_guesser, COUNT(saved_guesser) },
	    .time = offsetof(struct guesser, all.until) },
	.guesses = { LIT("guess"), 65536, sizeof(struct guess),
	    { saved_guess, COUNT(saved_guess) },
	    .time = offsetof(struct guess, tally.until), .is_named = true },
};

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct auth_backoff, together.used),
	FIELD(REAL, struct auth_backoff, together.at),
};

/* All tables of the section, in the order in which they are saved. */
static struct origin_table *const tables[] = { &auth_backoff.guessers,
	&login_history_places, &auth_backoff.guesses };

static void
auth_backoff_init(void)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		origin_table_init(tables[i]);
}

struct str
auth_backoff_key(struct str account)
{
	return name_spelling(account) == CODE_OK ? account : NO_NAME;
}

static const struct guess *
find_guess(const struct network *from, struct str account)
{
	return origin_table_find(
	    &auth_backoff.guesses, from, auth_backoff_key(account));
}

usec
auth_backoff_wait_account(
    const struct network *from, struct str account, usec now)
{
	const struct guess *guess = find_guess(from, account);

	return guess != NULL ? tally_wait(&guess->tally, now) : 0;
}

unsigned
auth_backoff_recent_account(
    const struct network *from, struct str account, usec now)
{
	const struct guess *guess = find_guess(from, account);

	return guess != NULL ? tally_recent(&guess->tally, now) : 0;
}

static struct guesser *
auth_backoff_find(const struct network *from)
{
	return origin_table_find(&auth_backoff.guessers, from, STR(""));
}

static bool
may_try(const struct guesser *guesser, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };

	return tally_recent(&guesser->all, now) < MANY ||
	    bucket_take(&auth_backoff.together, &rate, now);
}

bool
auth_backoff_trusts(const struct network *from, struct str account, usec now)
{
	return login_history_has(from, account) &&
	    auth_backoff_recent_account(from, account, now) == 0;
}

/*
 * Returns how long a try from there must wait because of its address. The
 * server's password also waits until the reply to the last wrong one is due.
 */
static usec
wait_of(const struct guesser *guesser, struct str account, usec now)
{
	const usec wait = guesser->next > now ? guesser->next - now : 0;

	return account.len > 0 ?
	    wait :
	    usec_later(wait, tally_wait(&guesser->all, now));
}

usec
auth_backoff_wait(const struct network *from, struct str account, usec now)
{
	const struct guesser *guesser = auth_backoff_find(from);
	usec wait;

	if (config_now()->password_time == 0)
		return 0;
	wait =
	    account.len > 0 ? auth_backoff_wait_account(from, account, now) : 0;
	if (wait > 0 || guesser == NULL ||
	    auth_backoff_trusts(from, account, now))
		return wait;
	wait = wait_of(guesser, account, now);
	if (wait > 0)
		return wait;
	return may_try(guesser, now) ? 0 : TOGETHER_AGAIN;
}

usec
auth_backoff_failed(const struct network *from, struct str account, usec now)
{
	struct guesser *guesser =
	    origin_table_get(&auth_backoff.guessers, from, STR(""));
	const usec time = tally_add(&guesser->all, now);
	struct guess *guess;

	guesser->next = now + config_now()->password_time;
	if (account.len == 0)
		return time;
	guess = origin_table_get(
	    &auth_backoff.guesses, from, auth_backoff_key(account));
	return tally_add(&guess->tally, now);
}

bool
auth_backoff_is_new(const struct network *from, usec now)
{
	const struct guesser *guesser = auth_backoff_find(from);

	return guesser == NULL ||
	    (tally_recent(&guesser->all, now) == 0 && guesser->tried <= now);
}

void
auth_backoff_tries(const struct network *from, usec now)
{
	struct guesser *guesser =
	    origin_table_get(&auth_backoff.guessers, from, STR(""));

	guesser->tried = now + TRIED;
}

void
auth_backoff_succeeded(const struct network *from)
{
	struct guesser *guesser = auth_backoff_find(from);

	if (guesser != NULL)
		guesser->tried = 0;
}

static void
auth_backoff_save(struct state *state)
{
	fields_put(state, FIELDS(saved_rate), &auth_backoff);
	for (size_t i = 0; i < COUNT(tables); i++)
		origin_table_save(tables[i], state);
}

static void
auth_backoff_load(struct state *state)
{
	origin_tables_load(
	    state, tables, COUNT(tables), FIELDS(saved_rate), &auth_backoff);
}

MODULE(auth_backoff) = { .init = auth_backoff_init,
	SECTION("guesses", auth_backoff, 0) };
