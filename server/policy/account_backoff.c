/*
 * Wrong secrets of accounts: see account_backoff.h. An attacker who fills this
 * table makes it forget others' wrong secrets, but each row costs a guess
 * within the limit on its address.
 */
#include "policy/account_backoff.h"

#include "shared/names.h"

/* The key of all strings that cannot be an account's name. */
#define NO_NAME STR("-")

struct account_guess {
	struct named_origin origin;
	struct tally tally;
};

/*
 * The keys differ from those of auth_backoff.c and login_history.c, which share
 * the section.
 */
static const struct field saved[] = {
	FIELD(NUMBER, struct account_guess, tally.wrong),
	FIELD(REAL, struct account_guess, tally.due),
	FIELD(REAL, struct account_guess, tally.until),
};

static bool
is_lately(const void *row, usec now)
{
	return tally_recent(&((const struct account_guess *)row)->tally, now) >
	    0;
}

static struct origin_table guesses = { LIT("guess"), 65536,
	sizeof(struct account_guess), { saved, COUNT(saved) },
	.is_lately = is_lately, .is_named = true };

struct origin_table *
account_backoff_table(void)
{
	return &guesses;
}

struct str
account_backoff_key(struct str account)
{
	return name_spelling(account) == CODE_OK ? account : NO_NAME;
}

usec
account_backoff_wait(const struct network *from, struct str account, usec now)
{
	const struct account_guess *guess =
	    origin_table_find(&guesses, from, account_backoff_key(account));

	return guess != NULL ? tally_wait(&guess->tally, now) : 0;
}

usec
account_backoff_failed(const struct network *from, struct str account, usec now)
{
	struct account_guess *guess =
	    origin_table_get(&guesses, from, account_backoff_key(account));

	return tally_add(&guess->tally, now);
}

unsigned
account_backoff_recent(const struct network *from, struct str account, usec now)
{
	const struct account_guess *guess =
	    origin_table_find(&guesses, from, account_backoff_key(account));

	return guess != NULL ? tally_recent(&guess->tally, now) : 0;
}
