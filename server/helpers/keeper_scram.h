/*
 * The server's side of SCRAM-SHA-256. Nothing is kept between the two steps:
 * the nonce brings back what was said in the first (keeper_nonce.h). A client
 * that names an unknown account goes on as if there were one. Used by
 * keeper_work.c.
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

/* What either side says, in Base64. */
#define SCRAM_TEXT BASE64_TEXT(SCRAM_MESSAGE)

/* One of the two steps. */
struct scram_step {
	uint64_t exchange; /* the same in both, and in no other exchange */
	uint32_t rounds; /* of an account that there is not */
	usec now; /* clock_mono */
	struct str text; /* what the client says, in Base64 */
};

/*
 * The account of that name. False: there is none, and one is made up, the same
 * for a name each time: nobody can tell one that is not there from one that is.
 */
bool scram_account(const struct store *store, struct str name, uint32_t rounds,
    struct store_account *account);

/*
 * Takes the client's first message; what to answer, in Base64, comes into the
 * buffer. CODE_OK, or what is wrong: CODE_BAD_TEXT for what is no such message,
 * CODE_NOT_ALLOWED for one that wants to act as another, CODE_UNAVAILABLE.
 */
enum code scram_begin(const struct store *store, const struct scram_step *step,
    struct buf *answer);

/*
 * Takes the last one: CODE_OK, and whose account it is, with the proof that we
 * know it; CODE_NOT_ALLOWED: the client's proof is wrong; CODE_BAD_TEXT: it is
 * no such message; CODE_UNAVAILABLE: its nonce is not for this exchange, or too
 * old, or the account has another secret by now.
 */
enum code scram_finish(const struct store *store, const struct scram_step *step,
    struct store_name *name, struct buf *answer);

#endif
