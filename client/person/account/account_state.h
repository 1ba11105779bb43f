/* The state of a chat's account, which account.c keeps. */
#ifndef CLIENT_PERSON_ACCOUNT_ACCOUNT_STATE_H
#define CLIENT_PERSON_ACCOUNT_ACCOUNT_STATE_H

#include <stdbool.h>

#include "net/secret_command.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* An account and its secret, ended by NULs; empty if there is none. */
struct account_secret {
	char name[LIMIT_NAME + 1];
	char secret[LIMIT_SECRET + 1];
};

struct account_state {
	enum account_step {
		ACCOUNT_IDLE,
		ACCOUNT_FETCHES, /* the secret, from the command */
		ACCOUNT_ASKS_SECRET, /* to log in */
		ACCOUNT_LOGS_IN, /* as typed; the login is session's */
		ACCOUNT_ASKS_NEW, /* secret of a new account */
		ACCOUNT_ASKS_AGAIN, /* the same secret again */
		ACCOUNT_ASKS_SERVER, /* whether we can register */
		ACCOUNT_REGISTERS,
		ACCOUNT_ASKS_COMMAND, /* the secret of a command */
		ACCOUNT_COMMANDS, /* sends that command */
		ACCOUNT_WILL_OFFER, /* to keep them, once we are in our groups
				     */
		ACCOUNT_OFFERS /* to keep account and secret */
	} step;
	enum verb verb; /* of the command, and its word */
	struct str word;
	bool said; /* the step's command has been sent */
	bool logged_in; /* as far as we know */
	struct secret_command command;
	usec told; /* when to tell that the command runs; 0: it was told */
	/*
	 * Name and groups wait until the secret of the configuration's account
	 * is there or, afterwards, they can be sent.
	 */
	bool held;
	bool passes; /* the new account ends with the server */
	struct account_secret typed; /* of the step */
	struct account_secret used; /* what reconnecting logs in with */
};

#endif
