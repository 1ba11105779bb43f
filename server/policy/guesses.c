/*
 * Wrong passwords: see guesses.h. The table is not that of peer_table.c: who
 * fills this one has others' wrong passwords forgotten, and nothing else.
 */
#include "policy/guesses.h"

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/state/module.h"
#include "policy/account_guesses.h"
#include "policy/login_history.h"
#include "policy/origin_table.h"
#include "policy/tally.h"

/* So many wrong ones are no slip of the finger: they share a rate. */
#define MANY 3
#define TOGETHER 10 /* tries a second */
#define TOGETHER_AGAIN SEC /* who finds it used up comes again then */

struct guesser {
	struct origin origin;
	struct tally all;
	usec next; /* ticks_mono: nothing that is new there is looked at before
		    */
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
	return tally_lately(&((const struct guesser *)row)->all, now) > 0;
}

static struct guesses {
	struct bucket together;
	struct origin_table table;
} guesses = { .table = { LIT("from"), 65536, sizeof(struct guesser),
		  { saved, COUNT(saved) }, .is_lately = is_lately } };

static const struct field saved_rate[] = {
	FIELD(NUMBER, struct guesses, together.used),
	FIELD(REAL, struct guesses, together.at),
};

#define TABLES 4

/* Names all tables of the section, in the order in which they are saved. */
static void
list_tables(struct origin_table *tables[TABLES])
{
	tables[0] = &guesses.table;
	tables[1] = login_history_triers();
	tables[2] = login_history_places();
	tables[3] = account_guesses_table();
}

static bool
guesses_init(void)
{
	struct origin_table *tables[TABLES];
	bool good = true;

	list_tables(tables);
	for (size_t i = 0; i < TABLES; i++)
		good = origin_table_init(tables[i]) && good;
	return good;
}

static struct guesser *
find(const struct network *from)
{
	return origin_table_find(&guesses.table, from, STR(""));
}

static bool
may_try(const struct guesser *guesser, usec now)
{
	const struct rate rate = { TOGETHER, TOGETHER, SEC };

	return tally_lately(&guesser->all, now) < MANY ||
	    bucket_take(&guesses.together, &rate, now);
}

/* True of an account that neighbours cannot delay. */
static bool
is_trusted(const struct network *from, struct str account, usec now)
{
	uint32_t lately;

	return login_history_knows(from, account, now, &lately) &&
	    account_guesses_lately(from, account, now) == 0;
}

static usec
later(usec one, usec other)
{
	return one > other ? one : other;
}

/* How long nothing like that is looked at that comes from there. */
static usec
wait_of(const struct guesser *guesser, struct str account, usec now)
{
	const usec wait = guesser->next > now ? guesser->next - now : 0;

	return account.len > 0 ? wait :
				 later(wait, tally_wait(&guesser->all, now));
}

usec
guesses_wait(const struct network *from, struct str account, usec now)
{
	const struct guesser *guesser = find(from);
	usec wait;

	if (config_now()->password_time == 0)
		return 0;
	wait = account.len > 0 ? account_guesses_wait(from, account, now) : 0;
	if (wait > 0 || guesser == NULL || is_trusted(from, account, now))
		return wait;
	wait = wait_of(guesser, account, now);
	if (wait > 0)
		return wait;
	return may_try(guesser, now) ? 0 : TOGETHER_AGAIN;
}

usec
guesses_wrong(const struct network *from, struct str account, usec now)
{
	struct guesser *guesser =
	    origin_table_get(&guesses.table, from, STR(""));
	const usec time = tally_add(&guesser->all, now);

	guesser->next = now + config_now()->password_time;
	return account.len > 0 ? account_guesses_wrong(from, account, now) :
				 time;
}

unsigned
guesses_lately(const struct network *from, usec now)
{
	const struct guesser *guesser = find(from);

	return guesser != NULL ? tally_lately(&guesser->all, now) : 0;
}

static void
guesses_save(struct state *state)
{
	struct origin_table *tables[TABLES];

	list_tables(tables);
	fields_put(state, FIELDS(saved_rate), &guesses);
	for (size_t i = 0; i < TABLES; i++)
		origin_table_save(tables[i], state);
}

static void
guesses_load(struct state *state)
{
	struct origin_table *tables[TABLES];

	list_tables(tables);
	origin_tables_load(state, tables, TABLES, FIELDS(saved_rate), &guesses);
}

MODULE(guesses) = { .init = guesses_init, SECTION("guesses", guesses, 0) };
