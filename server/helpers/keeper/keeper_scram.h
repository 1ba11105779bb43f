/*
 * SCRAM-SHA-256, as the server does it. Nothing is kept between the two steps:
 * the router has the client's first message, and the server's part of the nonce
 * is a code over that and the number of the exchange. A client that names an
 * unknown account goes on as if the account existed.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_SCRAM_H
#define SERVER_HELPERS_KEEPER_KEEPER_SCRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper/keeper_store.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram_read.h"

/* The longest message of either side, in Base64. */
#define SCRAM_TEXT BASE64_TEXT(SCRAM_MESSAGE)

/* One of the two steps. */
struct scram_step {
	const struct store *store; /* its cloak is the key of nonces */
	uint64_t exchange; /* the same in both, and in no other exchange */
	uint64_t rounds; /* of an account that does not exist */
	struct str first; /* what the client says, in Base64 */
	struct str final; /* empty in the first step */
};

/*
 * Reads the account of that name. Returns false if there is none; then *account
 * is made up, always alike for one name, so that nobody can tell whether an
 * account exists.
 */
bool scram_account(const struct store *store, struct str name, uint64_t rounds,
    struct store_account *account);

/*
 * Takes the client's first message, and adds the reply, in Base64, to the
 * buffer. Returns CODE_OK, or what is wrong: CODE_BAD_TEXT if it is not such a
 * message, CODE_NOT_ALLOWED if the client wants to act as somebody else.
 */
enum code scram_begin(const struct scram_step *step, struct buf *answer);

/*
 * Takes the client's last message. Returns CODE_OK with the account, and adds
 * to the buffer the proof that the server knows it too. Other codes, besides
 * those of scram_begin: CODE_NOT_ALLOWED if the client's proof is wrong;
 * CODE_UNAVAILABLE if its nonce is not for this exchange.
 */
enum code scram_finish(const struct scram_step *step,
    struct store_account *account, struct buf *answer);

#endif
