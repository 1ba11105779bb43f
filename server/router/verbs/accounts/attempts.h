/*
 * Attempts to log in or to create an account. Before the keeper is asked, they
 * are limited by address and by account (policy/peers.h,
 * policy/auth_backoff.h). The keeper has one of them at a time: so a secret
 * under way counts before the next one from that address is checked
 * (policy/auth_backoff.h), and whoever comes is not behind those who came
 * before. The others wait in lanes, and give up after hold_time in all.
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
	ATTEMPT_WAITS = 1 << 1, /* for its turn: it takes long, or guesses */
	ATTEMPT_MAKES = 1 << 2 /* an account, and lets logins go first */
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
 * Returns whether the client's attempt waits for its turn: the keeper was not
 * asked yet, and the client is not too fast. As the keeper has one attempt at a
 * time, what the client may do can be looked at until then.
 */
bool attempts_may_ask(uint32_t client);

/* Returns whether an account of that name is just being made for another. */
bool attempts_makes(uint32_t client, struct str name);

/*
 * Asks the keeper when it is this attempt's turn, or continues to wait. As with
 * keeper_client_ask, false means that the client has to wait. Being too fast is
 * an answer as well (CODE_SLOW_DOWN), given as late as that to a wrong secret.
 */
bool attempts_ask(uint32_t client, const struct attempt *attempt,
    struct keeper_client_answer *answer);

/*
 * Note an answer of the keeper, whether or not its client still waits: a wrong
 * secret and a new account count for the client's address; and that another
 * keeper has started, which was asked nothing.
 */
void attempts_answered(const struct keeper_client_answer *answer);
void attempts_keeper_started(void);

/* Gives the next client its turn; called at the end of a turn of the loop. */
void attempts_turn(void);

#endif
