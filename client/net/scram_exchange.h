/*
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel
 * binding: the messages that it sends, and those of the server, parsed
 * strictly. Messages are in Base64, as in forkcast-protocol(7), "prove". Draws
 * no random bytes: the nonce is the caller's.
 */
#ifndef CLIENT_NET_SCRAM_EXCHANGE_H
#define CLIENT_NET_SCRAM_EXCHANGE_H

#include <stdbool.h>

#include "shared/buf.h"
#include "shared/crypto/scram.h"
#include "shared/str.h"

/*
 * How often the server may make us hash the secret. RFC 7677 wants the least:
 * with fewer rounds, a false server could guess the secret from our proof. Most
 * take about a second.
 */
#define SCRAM_ROUNDS_LEAST 4096
#define SCRAM_ROUNDS_MOST 5000000

/* An exchange; it begins with scram_exchange_begin. */
struct scram_exchange {
	char bare[SCRAM_MESSAGE]; /* our first message, without its header */
	size_t bare_len;
	size_t nonce_len; /* our nonce is the end of it */
	/* what only a server that knows the account can answer */
	unsigned char signature[SCRAM_KEY];
	bool proved; /* signature is known */
};

/*
 * Begins an exchange for the account, with a nonce of printable characters but
 * no comma, and appends the first message. False if something is too long.
 */
bool scram_exchange_begin(struct scram_exchange *exchange, struct str account,
    struct str nonce, struct buf *first);

/*
 * Takes the server's first message, and appends our proof that we have the
 * secret. Null, or what is wrong with the message. Blocks while it hashes.
 */
const char *scram_exchange_prove(struct scram_exchange *exchange,
    struct str secret, struct str said, struct buf *final);

/*
 * Returns whether the server's last message proves that it knows the account.
 */
bool scram_exchange_is_signed(
    const struct scram_exchange *exchange, struct str said);

#endif
