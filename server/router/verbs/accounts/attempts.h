/*
 * Attempts to log in or to create an account. Before the keeper is asked, they
 * are limited by address and by account (policy/peers.h, policy/auth_backoff.h).
 * Only one secret from each address is checked at a time, so that a guess under
 * way counts as much as a known wrong one (policy/auth_backoff.h). The others
 * wait in a queue (attempt_queues.h), and give up after hold_time in all. The
 * keeper is told who goes first (base/data/rank.h): clients whose address has
 * logged in to that account before, then addresses of which nothing is known,
 * then those that have guessed wrong.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPTS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/verbs/accounts/keeper_client.h"

/* Ends the attempt of a client that gives up. */
void attempts_cancel(uint32_t client);

/* Returns whether the client has an attempt that is not answered yet. */
bool attempts_is_on(uint32_t client);

enum attempt_kind {
	ATTEMPT_COUNTS = 1 << 0, /* against the rates */
	ATTEMPT_GUESSES = 1 << 1 /* a secret, or a proof of one */
};

struct attempt {
	unsigned kind; /* ATTEMPT_ bits */
	struct str account; /* empty: not known */
	struct words words; /* the question to the keeper */
};

/*
 * Begins an attempt of a client that has none. Returns false if the client is
 * too fast, which attempts_ask then answers. It is optional: attempts_ask
 * begins the attempt if nobody has.
 */
bool attempts_begin(uint32_t client, const struct attempt *attempt);

/*
 * Asks the keeper when it is this attempt's turn, or continues to wait. As with
 * keeper_client_ask, false means that the client has to wait. Being too fast is
 * an answer as well (CODE_SLOW_DOWN), given as late as that to a wrong secret.
 */
bool attempts_ask(uint32_t client, const struct attempt *attempt,
    struct keeper_client_answer *answer);

#endif
