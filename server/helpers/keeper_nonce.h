/*
 * The server's part of a nonce of SCRAM (RFC 5802, section 5.1, "r"). It
 * carries what the client said in the first step, and a code (HMAC) that only
 * this server can make, so that nobody has to remember anything until the
 * second step: strangers can begin as many exchanges as they like. It is valid
 * for one exchange, one minute, and the salt and rounds that were sent with it.
 * Used by keeper_scram.c. Data only; it allocates nothing.
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

/* The server's part; bytes, and letters of Base64, at most. */
#define NONCE_BYTES 96
#define NONCE_TEXT BASE64_TEXT(NONCE_BYTES)

/* The client's first message, in its parts. */
struct nonce_first {
	struct str header; /* "n,a=AUTHZID," */
	struct str user; /* without escapes */
	struct str nonce; /* the client's */
	struct str rest; /* extensions, each with its comma; or empty */
};

/* What a nonce is made for. */
struct nonce_bond {
	uint64_t exchange; /* a number that no other exchange has */
	const struct store *store; /* whose cloak is the key */
	const struct store_account *account; /* its salt and rounds */
	usec now; /* clock_mono */
};

/*
 * Adds both nonces, the client's and the server's, to the buffer, which has the
 * room. CODE_BAD_TEXT: user and extensions are too long to be carried;
 * CODE_UNAVAILABLE: the system has no random bytes.
 */
enum code nonce_make(const struct nonce_first *first,
    const struct nonce_bond *bond, struct buf *both);

/* What a nonce carries; the room holds it. */
struct nonce_carried {
	struct nonce_first first; /* but for the header */
	size_t len;
	unsigned char at[NONCE_BYTES];
};

/* Takes both nonces apart; false: that is none of ours. */
bool nonce_read(struct str both, struct nonce_carried *carried);

/*
 * Has this server made it, for that exchange, account and header, and within
 * the last minute? In a time that does not depend on the code.
 */
bool nonce_is_good(const struct nonce_carried *carried, struct str header,
    const struct nonce_bond *bond);

#endif
