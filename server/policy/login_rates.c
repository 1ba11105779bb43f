/*
 * Tries of accounts by address: see login_rates.h. An attacker who fills this
 * table makes it forget others' tries, but each row counts against the limit on
 * its address.
 */
#include "policy/login_rates.h"

#include "base/config/config.h"
#include "base/data/bucket.h"
#include "base/state/module.h"
#include "policy/origin_table.h"
#include "policy/origins.h"
#include "shared/names.h"

#define MINUTE (60 * SEC)

struct pair {
	struct named_origin origin;
	struct bucket tried;
};

static const struct field saved[] = {
	FIELD(NUMBER, struct pair, tried.used),
	FIELD(REAL, struct pair, tried.at),
};

static struct origin_table rates = { LIT("pair"), 16384, sizeof(struct pair),
	{ saved, COUNT(saved) }, .time = offsetof(struct pair, tried.at),
	.lasts = MINUTE, .is_named = true };

static void
login_rates_init(void)
{
	origin_table_init(&rates);
}

bool
login_rates_take(const char *peer, struct str account, usec now)
{
	const struct rate rate = rate_a_minute(config_now()->account_rate);
	struct network from;
	struct pair *pair;

	if (rate.count == 0 || name_spelling(account) != CODE_OK ||
	    origins_is_exempt(peer))
		return true;
	from = origins_of(peer);
	pair = origin_table_get(&rates, &from, account);
	return bucket_take(&pair->tried, &rate, now);
}

static void
login_rates_save(struct state *state)
{
	origin_table_save(&rates, state);
}

static void
login_rates_load(struct state *state)
{
	struct origin_table *const tables[] = { &rates };

	origin_tables_load(
	    state, tables, COUNT(tables), (struct fields) { NULL, 0 }, NULL);
}

MODULE(login_rates) = { .init = login_rates_init,
	SECTION("login_rates", login_rates, 0) };
