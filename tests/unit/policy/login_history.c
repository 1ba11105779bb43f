/*
 * policy/login_history: an account is known at the addresses where somebody has
 * logged in to it, the last few of them; and what one account does takes that
 * from no other.
 */
#include "server/policy/login_history.h"

#include <stdio.h>

#include "server/base/data/hash.h"
#include "server/policy/origins.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static usec now = 1000 * SEC;

static struct network
address(unsigned number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "10.%u.%u.%u:1", number >> 16,
	    number >> 8 & 0xff, number & 0xff); /* fits */
	return origins_of(text);
}

static void
log_in(unsigned number, const char *account)
{
	const struct network from = address(number);

	login_history_add(&from, str_from(account), now);
}

static bool
known(unsigned number, const char *account)
{
	const struct network from = address(number);

	return login_history_has(&from, str_from(account));
}

static void
knows_accounts(void)
{
	TAP_OK(!known(1, "ali"), "nobody has logged in");
	log_in(1, "ali");
	TAP_OK(known(1, "ali"), "then somebody has");
	TAP_OK(known(1, "ALI"), "however it is spelled");
	TAP_OK(!known(2, "ali"), "not from elsewhere");
	TAP_OK(!known(1, "bob"), "nor to another account");
	TAP_OK(!known(1, ""), "nor to none");
}

static void
has_few_places(void)
{
	for (unsigned i = 0; i <= LOGIN_HISTORY_PLACES; i++) {
		now += SEC;
		log_in(100 + i, "cem");
	}
	TAP_OK(!known(100, "cem"), "the first is forgotten");
	TAP_OK(known(101, "cem"), "and the others are not");
	now += SEC;
	log_in(101, "cem");
	log_in(200, "cem");
	TAP_OK(known(101, "cem"), "whoever comes again is not the oldest");
	TAP_OK(!known(102, "cem"), "but the next");
	for (unsigned i = 0; i < 3 * LOGIN_HISTORY_PLACES; i++)
		log_in(1000 + i, "eve");
	TAP_OK(known(1, "ali"), "whatever one account does");
}

static void
init(void)
{
	origin_table_init(&login_history_places);
}

static void
save(int fd)
{
	struct state state;

	MUST(state_write(&state, fd), "%s", state.why.text);
	state.real = now;
	state_section(&state, STR("guesses"));
	origin_table_save(&login_history_places, &state);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
}

/* False: a line is none of its own, or is wrong. */
static bool
load(int fd)
{
	struct origin_table *const tables[] = { &login_history_places };
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
	int fd = scratch_nameless();

	save(fd);
	init();
	TAP_OK(!known(1, "ali"), "another program knows nothing");
	TAP_OK(load(fd), "it loads what was saved");
	TAP_OK(known(1, "ali") && known(101, "cem"),
	    "then it knows who has logged in");
	io_close(&fd);
}

int
main(void)
{
	hash_init();
	init();
	knows_accounts();
	has_few_places();
	survives_upgrades();
	return tap_done();
}
