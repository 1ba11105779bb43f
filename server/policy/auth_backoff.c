/*
 * Wrong passwords: see auth_backoff.h. This table is separate from
 * peer_table.c: an attacker who fills it makes it forget others' wrong
 * passwords, and nothing else.
 */
#include "policy/auth_backoff.h"

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/state/module.h"
#include "policy/account_backoff.h"
#include "policy/login_history.h"
#include "policy/origin_table.h"
#include "policy/tally.h"

/*
 * The recent wrong tries from which on an address shares a rate with others;
 * fewer may be typing errors.
 */
#define MANY 3
#define TOGETHER 10 /* tries a second */
#define TOGETHER_AGAIN SEC /* the wait if the shared rate is used up */

struct guesser {
	struct origin origin;
	struct tally all;
	usec next; /* ticks_mono: nothing new is checked before */
};

static const struct field saved[] = {
	FIELD_KEY(NUMBER, struct guesser, all.wrong, "wrong"),
	FIELD_KEY(REAL, struct guesser, all.due, "due"),
	FIELD_KEY(REAL, struct guesser, all.until, "until"),
	FIELD(REAL, struct guesser, next),
};

static bool
is_lately(const void *row, usec now)
{
	return tally_recent(&((const struct guesser *)row)->all, now) > 0;
}

static struct auth_backoff {
	struct bucket together;
	struct origin_table table;
} auth_backoff = { .table = { LIT("from"), 65536, sizeof(struct guesser),
		       { saved, COUNT(saved) }, .is_lately = is_lately } };

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct auth_backoff, together.used),
	FIELD(REAL, struct auth_backoff, together.at),
};

#define TABLES 4

/* Lists all tables of the section, in the order in which they are saved. */
static void
list_tables(struct origin_table *tables[TABLES])
{
	tables[0] = &auth_backoff.table;
	tables[1] = login_history_triers();
	tables[2] = login_history_places();
	tables[3] = account_backoff_table();
}

static void
auth_backoff_init(void)
{
	struct origin_table *tables[TABLES];

	list_tables(tables);
	for (size_t i = 0; i < TABLES; i++)
		origin_table_init(tables[i]);
}

static struct guesser *
auth_backoff_find(const struct network *from)
{
	return origin_table_find(&auth_backoff.table, from, STR(""));
}

static bool
may_try(const struct guesser *guesser, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };

	return tally_recent(&guesser->all, now) < MANY ||
	    bucket_take(&auth_backoff.together, &rate, now);
}

/*
 * Returns whether an account is known from there, so that neighbours at the
 * address cannot delay it.
 */
static bool
is_trusted(const struct network *from, struct str account, usec now)
{
	uint32_t lately;

	return login_history_has(from, account, now, &lately) &&
	    account_backoff_recent(from, account, now) == 0;
}

static usec
later(usec one, usec other)
{
	return one > other ? one : other;
}

/*
 * Returns how long a try from there must wait because of its address. The
 * server's password also waits until the reply to the last wrong one is due.
 */
static usec
wait_of(const struct guesser *guesser, struct str account, usec now)
{
	const usec wait = guesser->next > now ? guesser->next - now : 0;

	return account.len > 0 ? wait :
				 later(wait, tally_wait(&guesser->all, now));
}

usec
auth_backoff_wait(const struct network *from, struct str account, usec now)
{
	const struct guesser *guesser = auth_backoff_find(from);
	usec wait;

	if (config_now()->password_time == 0)
		return 0;
	wait = account.len > 0 ? account_backoff_wait(from, account, now) : 0;
	if (wait > 0 || guesser == NULL || is_trusted(from, account, now))
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
	    origin_table_get(&auth_backoff.table, from, STR(""));
	const usec time = tally_add(&guesser->all, now);

	guesser->next = now + config_now()->password_time;
	return account.len > 0 ? account_backoff_failed(from, account, now) :
				 time;
}

unsigned
auth_backoff_recent(const struct network *from, usec now)
{
	const struct guesser *guesser = auth_backoff_find(from);

	return guesser != NULL ? tally_recent(&guesser->all, now) : 0;
}

static void
auth_backoff_save(struct state *state)
{
	struct origin_table *tables[TABLES];

	list_tables(tables);
	fields_put(state, FIELDS(saved_rate), &auth_backoff);
	for (size_t i = 0; i < TABLES; i++)
		origin_table_save(tables[i], state);
}

static void
auth_backoff_load(struct state *state)
{
	struct origin_table *tables[TABLES];

	list_tables(tables);
	origin_tables_load(
	    state, tables, TABLES, FIELDS(saved_rate), &auth_backoff);
}

MODULE(auth_backoff) = { .init = auth_backoff_init,
	SECTION("guesses", auth_backoff, 0) };
