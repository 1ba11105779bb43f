/*
 * Logging in to an account, step by step, by SCRAM-SHA-256 (RFC 5802, RFC 7677)
 * without channel binding: the server never gets the secret, and proves that it
 * knows the account. Nothing here blocks but for the hashing of the secret.
 */
#ifndef CLIENT_NET_LOGIN_H
#define CLIENT_NET_LOGIN_H

#include <stdbool.h>

#include "net/session.h"
#include "shared/crypto/scram.h"
#include "shared/limits.h"

/* Room for why a login has failed, and a NUL. */
#define LOGIN_WHY 512

/*
 * How often the server may make us hash the secret. RFC 7677 wants the least:
 * with fewer rounds, a false server could guess the secret from our proof. Most
 * take about a second.
 */
#define LOGIN_ROUNDS_LEAST 4096
#define LOGIN_ROUNDS_MOST 5000000

struct login {
	enum {
		LOGIN_NONE, /* no login is under way */
		LOGIN_FIRST, /* sends the first message */
		LOGIN_PROOF /* sends the proof */
	} step;
	bool said; /* the step's command has been sent */
	const char *account; /* of the last login */
	const char *secret; /* null: no login is under way */
	char bare[SCRAM_MESSAGE]; /* our first message, without its header */
	size_t bare_len;
	size_t nonce_len; /* our nonce is the end of it */
	/* What only a server that knows the account can answer to the proof. */
	unsigned char signature[SCRAM_KEY];
	char message[LIMIT_BASE64]; /* to be sent in this step */
	size_t message_len;
	char why[LOGIN_WHY];
};

/* The meaning of a line of the server for the login. */
enum login_heard {
	LOGIN_OTHER, /* nothing */
	LOGIN_GOES_ON, /* login_go_on sends the next command */
	LOGIN_DONE, /* we are logged in */
	LOGIN_REFUSED, /* why says why */
	LOGIN_BUSY, /* as LOGIN_REFUSED; it may work later */
	/*
	 * why says why: the server is not what it claims to be, or might not
	 * be; the caller ends the connection
	 */
	LOGIN_FORGED
};

/*
 * Begins a login; both strings must last until it ends. The nonce, printable
 * characters but no comma, is random if it is empty.
 */
void login_begin(struct login *login, const char *account, const char *secret,
    struct str nonce);

/* Returns whether a login is under way. */
bool login_is_on(const struct login *login);

/*
 * Sends the next command of a login that is under way, unless its answer is
 * outstanding; only when session_ready.
 */
void login_go_on(struct login *login, struct session *session);

/* Takes a line of the server; call it before session_note. */
enum login_heard login_hear(struct login *login, const struct session *session,
    const struct command *line);

/* Returns whether the word is in what a reply to "can" offers. */
bool login_offers(struct str words, struct str word);

/*
 * Returns whether a secret itself may be sent to the server: it is on this
 * machine, and no program is in between.
 */
bool login_may_send_secret(const struct session *session);

/* Ends the login: the connection has ended. */
void login_forget(struct login *login);

#endif
