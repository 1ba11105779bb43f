/*
 * The arithmetic of SCRAM-SHA-256 (RFC 5802, RFC 7677), for both sides. Pure
 * functions that allocate nothing and draw no random bytes: salts and nonces
 * are the caller's. Passwords are used as they are: the caller has prepared
 * them (SASLprep). scram_read.h has the messages.
 */
#ifndef SHARED_CRYPTO_SCRAM_H
#define SHARED_CRYPTO_SCRAM_H

#include <stdbool.h>

#include "shared/crypto/hmac.h"
#include "shared/str.h"

/* The size of a key, a signature or a proof; bytes. */
#define SCRAM_KEY SHA256_SIZE

/*
 * The signed text: AuthMessage of section 3, without its commas. The server's
 * first message comes between the client's bare messages.
 */
struct scram_auth {
	struct str first_bare;
	struct str server_first;
	struct str final_bare;
};

/*
 * The keys that an account keeps. They suffice to check a password, but not to
 * log in.
 */
struct scram_keys {
	unsigned char stored[SCRAM_KEY]; /* a hash of the client's key */
	unsigned char server[SCRAM_KEY];
};

/*
 * Computes SaltedPassword of section 3, with that many rounds of PBKDF2; RFC
 * 7677 wants at least 4096. False, with nothing written, if rounds is 0. The
 * result is worth as much as the password, and must be wiped like it
 * (secret.h).
 */
bool scram_salt(struct str password, struct str salt, uint32_t rounds,
    unsigned char salted[SCRAM_KEY]);

/* Computes the keys of an account from SaltedPassword. */
void scram_make_keys(
    const unsigned char salted[SCRAM_KEY], struct scram_keys *keys);

/* Computes ClientProof, by which the client shows that it has the password. */
void scram_prove(const unsigned char salted[SCRAM_KEY],
    const struct scram_auth *auth, unsigned char proof[SCRAM_KEY]);

/*
 * Returns whether the proof shows that the client has the password. The time
 * does not depend on the keys. The client's key, which the proof reveals and
 * which suffices to log in as that client, is wiped again.
 */
bool scram_proves(const unsigned char proof[SCRAM_KEY],
    const struct scram_keys *keys, const struct scram_auth *auth);

/*
 * Computes ServerSignature, by which the server shows that it knows the
 * account.
 */
void scram_sign(const struct scram_keys *keys, const struct scram_auth *auth,
    unsigned char signature[SCRAM_KEY]);

#endif
