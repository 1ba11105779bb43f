/*
 * Attempts to log in or to create an account. Before the keeper is asked, they
 * are limited by address and by account (policy/peers.h). The keeper has one at
 * a time, so that a secret under way counts before the next one is checked. The
 * others wait, for hold_time in all.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_ATTEMPTS_H
#define SERVER_ROUTER_ACCOUNTS_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/asks.h"
#include "router/delivery/events.h"
#include "shared/str.h"

/* Ends the attempt of a client that gives up. */
void attempts_cancel(conn_id who);

/* Returns whether the client has an attempt that is not answered yet. */
bool attempts_is_on(conn_id who);

enum attempt_kind {
	ATTEMPT_COUNTS = 1 << 0, /* against the rates */
	ATTEMPT_WAITS = 1 << 1, /* for its turn: it takes long, or guesses */
	ATTEMPT_MAKES = 1 << 2 /* an account */
};

struct attempt {
	unsigned kind; /* ATTEMPT_ bits */
	struct str account; /* empty: not known */
	struct words words; /* the question to the keeper */
};

/*
 * Begins an attempt of a client that has none, which counts from now on even if
 * it is cancelled. It is optional: attempts_ask begins the attempt if nobody
 * has.
 */
void attempts_begin(conn_id who, const struct attempt *attempt);

/*
 * Returns whether the client's attempt waits for its turn: the keeper was not
 * asked yet, and the client is not too fast. What the client may do can be
 * looked at until then.
 */
bool attempts_may_ask(conn_id who);

/*
 * Asks the keeper when it is this attempt's turn, or continues to wait. As with
 * asks_ask, false means that the client has to wait. Being too fast is an
 * answer as well (CODE_SLOW_DOWN), given as late as that to a wrong secret.
 */
bool attempts_ask(
    conn_id who, const struct attempt *attempt, struct asks_answer *answer);

/*
 * attempts_answered notes an answer of the keeper, whether or not its client
 * still waits: a wrong secret and a new account count for the client's address.
 * attempts_lost notes that there will be none.
 */
void attempts_answered(const struct asks_end *end);
void attempts_lost(void);

/*
 * Returns the account for which the name is reserved, if it is not the
 * client's, or else an empty string.
 */
struct str attempts_reserved(conn_id who, struct str name);

#endif
