/*
 * The server's part of a SCRAM nonce (RFC 5802, section 5.1, "r"). It carries
 * what the client said in the first step, and a code (HMAC) that only this
 * server can make. So nothing has to be remembered until the second step, and
 * strangers can begin as many exchanges as they like. It is valid for one
 * exchange, for one minute, and for the salt and rounds that were sent with it.
 * Nothing here allocates memory.
 */
#ifndef SERVER_HELPERS_KEEPER_NONCE_H
#define SERVER_HELPERS_KEEPER_NONCE_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper_store.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/str.h"

/* How long a client may take for the second step. */
#define NONCE_TIME (60 * SEC)

/* The longest server's part: in bytes, and in letters of Base64. */
#define NONCE_BYTES 96
#define NONCE_TEXT BASE64_TEXT(NONCE_BYTES)

/* The client's first message, by its parts. */
struct nonce_first {
	struct str header; /* "n,a=AUTHZID," */
	struct str user; /* without escapes */
	struct str nonce; /* the client's own */
	struct str rest; /* extensions, each with its comma, or empty */
};

/* The exchange that a nonce is bound to, besides its account. */
struct nonce_bond {
	uint64_t exchange; /* a number that no other exchange has */
	const struct store *store; /* its cloak is the key */
	usec now; /* clock_mono */
};

/*
 * Adds the client's nonce and the server's to the buffer, which has room for
 * them. Returns CODE_OK; CODE_BAD_TEXT if user and extensions are too long to
 * be carried; CODE_UNAVAILABLE if the system has no random bytes.
 */
enum code nonce_make(const struct nonce_first *first,
    const struct nonce_bond *bond, const struct store_account *account,
    struct buf *both);

/*
 * The contents of a nonce. user and rest point into at, and nonce into the text
 * that was read.
 */
struct nonce_carried {
	struct nonce_first first; /* without the header */
	size_t len;
	unsigned char at[NONCE_BYTES];
};

/*
 * Splits the two nonces. Returns false if the server's part is not one of ours.
 */
bool nonce_read(struct str both, struct nonce_carried *carried);

/*
 * Returns whether this server has made the nonce for this exchange, account and
 * header within the last minute. The time that it takes does not depend on the
 * code.
 */
bool nonce_is_good(const struct nonce_carried *carried, struct str header,
    const struct nonce_bond *bond, const struct store_account *account);

#endif
