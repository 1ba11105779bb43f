/*
 * Attempts to log in, or to create an account: how many an address may make,
 * and how many on one account (policy/peers.h, policy/login_rates.h), before
 * the keeper is asked. Of secrets only one from an address is looked at at a
 * time, so that what is under way counts as much as a wrong one that is known
 * (policy/auth_backoff.h); the others wait in line (attempt_lines.h), and for
 * no longer than hold_time with all that they wait for. The keeper is told who
 * goes first (base/data/rank.h): whoever has logged in to that account from
 * there before, then those of whom nothing is known, then those who have
 * guessed wrong. Used by accounts.c and sasl_login.c, and by account_feed.c.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPTS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/verbs/accounts/keeper_client.h"

/*
 * A client gives up, and attempts nothing any more; or it goes, and with it how
 * often it has tried in vain.
 */
void attempts_go(uint32_t client);
void attempts_leave(uint32_t client);

/*
 * The keeper has answered the question of that number, whoever waits for that:
 * it was, or was not, about a wrong secret. Or a keeper begins, and of what was
 * asked before nothing is answered any more that nobody waits for.
 */
void attempts_answered(uint64_t number, bool wrong);
void attempts_keeper_begins(void);

/* Has it begun one that is not answered? */
bool attempts_is_on(uint32_t client);

enum attempt_kind {
	ATTEMPT_COUNTS = 1 << 0, /* against the rates */
	ATTEMPT_GUESSES = 1 << 1 /* a secret, or a proof of one */
};

struct attempt {
	unsigned kind; /* ATTEMPT_, a mask */
	struct str account; /* empty: it is not known */
	struct words words; /* what the keeper is asked */
};

/*
 * Begins one, for a client that has begun none; false: it is too fast, and
 * attempts_ask will say so. It need not be called before that.
 */
bool attempts_begin(uint32_t client, const struct attempt *attempt);

/*
 * Asks the keeper when that may be, or goes on waiting, as keeper_client_ask
 * does: false: it has to wait. That there are too many is an answer as well
 * (CODE_SLOW_DOWN), which comes as late as that to a wrong secret.
 */
bool attempts_ask(uint32_t client, const struct attempt *attempt,
    struct keeper_client_answer *answer);

#endif
