/*
 * policy/login_history: tries count for an address for a while; an account is
 * known at the addresses where somebody has logged in to it, the last few of
 * them, and how often it was used counts wherever that was; and what fills the
 * tables takes that from nobody but by age.
 */
#include "server/policy/login_history.h"

#include <stdio.h>

#include "server/base/data/hash.h"
#include "server/policy/origins.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define MEMORY (600 * SEC)
#define ADDRESSES 16384

static usec now = 1000 * SEC;

static struct network
address(unsigned number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "10.%u.%u.%u:1", number >> 16,
	    number >> 8 & 0xff, number & 0xff); /* fits */
	return origins_of(text);
}

static uint32_t
tries(unsigned number)
{
	const struct network from = address(number);

	return login_history_recent_tries(&from, now);
}

static void
try_from(unsigned number)
{
	const struct network from = address(number);

	login_history_count_try(&from, now);
}

static void
log_in(unsigned number, const char *account)
{
	const struct network from = address(number);

	login_history_add(&from, str_from(account), now);
}

/* How often lately; -1: it is not known there. */
static long
known(unsigned number, const char *account)
{
	const struct network from = address(number);
	uint32_t lately;

	return login_history_has(&from, str_from(account), now, &lately) ?
	    (long)lately :
	    -1;
}

static void
counts_tries(void)
{
	TAP_NUM(tries(1), 0, "none");
	for (int i = 0; i < 3; i++)
		try_from(1);
	TAP_NUM(tries(1), 3, "three");
	TAP_NUM(tries(2), 0, "not of another address");
	now += MEMORY;
	TAP_NUM(tries(1), 0, "then they are forgotten");
	try_from(1);
	TAP_NUM(tries(1), 1, "and counted anew");
}

static void
knows_accounts(void)
{
	TAP_NUM(known(1, "ali"), -1, "nobody has logged in");
	log_in(1, "ali");
	TAP_NUM(known(1, "ali"), 1, "then somebody has");
	TAP_NUM(known(1, "ALI"), 1, "however it is spelled");
	TAP_NUM(known(2, "ali"), -1, "not from elsewhere");
	TAP_NUM(known(1, "bob"), -1, "nor to another account");
	TAP_NUM(known(1, ""), -1, "nor to none");
	log_in(2, "ali");
	log_in(2, "ali");
	TAP_NUM(known(1, "ali"), 3, "all count, from wherever");
	now += MEMORY;
	TAP_NUM(known(1, "ali"), 0, "it lasts, and the count does not");
}

static void
has_few_places(void)
{
	for (unsigned i = 0; i <= LOGIN_HISTORY_PLACES; i++) {
		now += SEC;
		log_in(100 + i, "cem");
	}
	TAP_NUM(known(100, "cem"), -1, "the first is forgotten");
	TAP_NUM(known(101, "cem"), LOGIN_HISTORY_PLACES + 1,
	    "and the others are not, nor how often that was");
	now += SEC;
	log_in(101, "cem");
	log_in(200, "cem");
	TAP_NUM(known(101, "cem"), LOGIN_HISTORY_PLACES + 3,
	    "whoever comes again is not the oldest");
	TAP_NUM(known(102, "cem"), -1, "but the next");
}

static void
forgets_by_age(void)
{
	try_from(1);
	for (unsigned i = 0; i < 2 * ADDRESSES; i++)
		try_from(100000 + i);
	TAP_NUM(tries(1), 0, "others have come since");
	TAP_NUM(tries(100000 + 2 * ADDRESSES - 1), 1, "the last are there");
	TAP_OK(known(1, "ali") >= 0, "and so is who has logged in");
	for (unsigned i = 0; i < 3 * LOGIN_HISTORY_PLACES; i++)
		log_in(1000 + i, "eve");
	TAP_OK(known(1, "ali") >= 0, "whatever one account does");
}

static void
init(void)
{
	origin_table_init(&login_history_triers);
	origin_table_init(&login_history_places);
}

static void
save(int fd)
{
	struct state state;

	MUST(state_write(&state, fd), "%s", state.why.text);
	state.real = now;
	state_section(&state, STR("guesses"));
	origin_table_save(&login_history_triers, &state);
	origin_table_save(&login_history_places, &state);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
}

/* False: a line is none of its own, or is wrong. */
static bool
load(int fd)
{
	struct origin_table *const tables[] = { &login_history_triers,
		&login_history_places };
	struct state state;
	bool good;

	MUST(state_read(&state, fd), "%s", state.why.text);
	state.real = now;
	(void)state_next_section(&state);
	origin_tables_load(
	    &state, tables, COUNT(tables), (struct fields) { NULL, 0 }, NULL);
	good = !state.failed;
	state_free(&state);
	return good;
}

static void
survives_upgrades(void)
{
	const long ali = known(1, "ali"), cem = known(101, "cem");
	const uint32_t tried = tries(100000 + 2 * ADDRESSES - 1);
	int fd = scratch_nameless();

	save(fd);
	init();
	TAP_OK(known(1, "ali") == -1 && tries(100000 + 2 * ADDRESSES - 1) == 0,
	    "another program knows nothing");
	TAP_OK(load(fd), "it loads what was saved");
	TAP_OK(ali >= 0 && known(1, "ali") == ali && cem >= 0 &&
		known(101, "cem") == cem,
	    "then it knows who has logged in");
	TAP_OK(tried == 1 && tries(100000 + 2 * ADDRESSES - 1) == tried,
	    "and who has tried");
	io_close(&fd);
}

int
main(void)
{
	hash_init();
	init();
	counts_tries();
	knows_accounts();
	has_few_places();
	forgets_by_age();
	survives_upgrades();
	return tap_done();
}
