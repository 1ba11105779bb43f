/*
 * The arithmetic of SCRAM-SHA-256 (RFC 5802, RFC 7677), for both sides. Pure
 * functions that allocate nothing and draw nothing: salts and nonces are the
 * caller's, and no letter of a password is changed: the caller has prepared it
 * (SASLprep). scram_read.h has the messages.
 */
#ifndef SHARED_CRYPTO_SCRAM_H
#define SHARED_CRYPTO_SCRAM_H

#include <stdbool.h>

#include "shared/crypto/hmac.h"
#include "shared/str.h"

/* A key, a signature or a proof; bytes. */
#define SCRAM_KEY SHA256_SIZE

/*
 * What is signed: AuthMessage of section 3, without its commas. What the server
 * has said first stands between the bare messages of the client.
 */
struct scram_auth {
	struct str first_bare;
	struct str server_first;
	struct str final_bare;
};

/* What an account keeps: who has it can check a password, but not log in. */
struct scram_keys {
	unsigned char stored[SCRAM_KEY]; /* of the client's key a hash */
	unsigned char server[SCRAM_KEY];
};

/*
 * SaltedPassword of section 3, by so many rounds of PBKDF2; RFC 7677 wants 4096
 * at least. False, with nothing written, if there are none. It is worth as much
 * as the password, and to be wiped like that (secret.h).
 */
bool scram_salt(struct str password, struct str salt, uint32_t rounds,
    unsigned char salted[SCRAM_KEY]);

/* The keys of an account from that. */
void scram_make_keys(
    const unsigned char salted[SCRAM_KEY], struct scram_keys *keys);

/* ClientProof, by which the client shows that it has the password. */
void scram_prove(const unsigned char salted[SCRAM_KEY],
    const struct scram_auth *auth, unsigned char proof[SCRAM_KEY]);

/*
 * Does the proof show that? The client's key comes out of it, and is wiped
 * again: for it is all that is needed to log in as that client. In a time that
 * does not depend on the keys.
 */
bool scram_proves(const unsigned char proof[SCRAM_KEY],
    const struct scram_keys *keys, const struct scram_auth *auth);

/* ServerSignature, by which the server shows that it knows the account. */
void scram_sign(const struct scram_keys *keys, const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY]);

#endif
