/*
 * The server's side of SCRAM-SHA-256. Nothing is kept between the two steps:
 * the nonce brings back what was said in the first (keeper_nonce.h). A client
 * that names an unknown account goes on as if the account existed.
 */
#ifndef SERVER_HELPERS_KEEPER_SCRAM_H
#define SERVER_HELPERS_KEEPER_SCRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper_nonce.h"
#include "helpers/keeper_store.h"
#include "shared/codes.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/scram_read.h"

/* The server's first message: "r=BOTHNONCES,s=SALT,i=ROUNDS". */
#define SCRAM_SERVER_FIRST (SCRAM_BOTH_NONCES + 64)

/* The longest message of either side, in Base64. */
#define SCRAM_TEXT BASE64_TEXT(SCRAM_MESSAGE)

/* One of the two steps. */
struct scram_step {
	struct nonce_bond bond; /* the same exchange in both */
	uint32_t rounds; /* of an account that does not exist */
	struct str text; /* what the client says, in Base64 */
};

/*
 * Reads the account of that name. Returns false if there is none; then *account
 * is made up, always alike for one name, so that nobody can tell whether an
 * account exists.
 */
bool scram_account(const struct store *store, struct str name, uint32_t rounds,
    struct store_account *account);

/*
 * Takes the client's first message, and adds the reply, in Base64, to the
 * buffer. Returns CODE_OK, or what is wrong: CODE_BAD_TEXT if it is not such a
 * message, CODE_NOT_ALLOWED if the client wants to act as somebody else,
 * CODE_UNAVAILABLE if the system has no random bytes.
 */
enum code scram_begin(const struct scram_step *step, struct buf *answer);

/*
 * Takes the client's last message. Returns CODE_OK with the account's name, and
 * adds to the buffer the proof that the server knows the account too. Other
 * codes: CODE_NOT_ALLOWED if the client's proof is wrong; CODE_BAD_TEXT if it
 * is not such a message; CODE_UNAVAILABLE if its nonce is not for this exchange
 * or too old, or the account's secret has changed meanwhile.
 */
enum code scram_finish(
    const struct scram_step *step, struct store_name *name, struct buf *answer);

#endif
