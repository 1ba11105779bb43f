/*
 * SCRAM-SHA-256 (RFC 5802, RFC 7677): its arithmetic, for both sides, and the
 * client's messages (section 7), without channel binding, parsed strictly:
 * anything ambiguous is refused. Pure functions that allocate nothing and draw
 * no random bytes: salts and nonces are the caller's. Names and passwords are
 * used as they are, except for the escapes of "," and "=" in names: the caller
 * prepares them (SASLprep), and decides which names are valid.
 */
#ifndef SHARED_CRYPTO_SCRAM_H
#define SHARED_CRYPTO_SCRAM_H

#include <stdbool.h>

#include "shared/crypto/sha256.h"
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
 * 7677 wants at least 4096. Each hashes two blocks: on an AMD EPYC 4,096 take 1
 * ms and 100,000 take 24 ms; a caller that gets the number from elsewhere must
 * limit it. False, with nothing written, if it is 0. The result is worth as
 * much as the password, and must be wiped like it (secret.h).
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

/*
 * A name without its escapes "=2C" and "=3D", and its longest form with them.
 */
#define SCRAM_NAME 64
#define SCRAM_NAME_TEXT (3 * SCRAM_NAME)

/*
 * The limits of a client's messages; bytes. The first message has the client's
 * nonce, the last one the client's and the server's together.
 */
#define SCRAM_NONCE 128
#define SCRAM_BOTH_NONCES (2 * SCRAM_NONCE)
#define SCRAM_HEADER (2 + 2 + SCRAM_NAME_TEXT + 1) /* "n,a=NAME," */
#define SCRAM_MESSAGE 1024

struct scram_name {
	size_t len; /* 0: none was given */
	char at[SCRAM_NAME]; /* not ended by NUL */
};

/*
 * The client's first message, "n,a=AUTHZID,n=USER,r=NONCE". The strings point
 * into the text that was read, and are valid as long as that.
 */
struct scram_first {
	struct str header; /* "n,a=AUTHZID,"; repeated in the last message */
	struct str bare; /* everything after it */
	struct scram_name authzid; /* the user to act as; optional */
	struct scram_name user; /* the user whose password it is */
	struct str nonce;
};

/* The client's last message, "c=HEADER,r=NONCE,p=PROOF". */
struct scram_final {
	struct str bare; /* everything before ",p=" */
	struct str nonce; /* the client's, then the server's */
	size_t header_len;
	char header[SCRAM_HEADER]; /* of the first message, if it is correct */
	unsigned char proof[SCRAM_KEY];
};

/*
 * Read a whole message. If they return false, the output is meaningless.
 * Optional extensions (section 5.1) are skipped, but must be well-formed. Names
 * are UTF-8 without NUL; any other rule for them is the caller's.
 */
bool scram_read_first(struct str text, struct scram_first *first);
bool scram_read_final(struct str text, struct scram_final *final);

#endif
