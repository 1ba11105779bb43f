/*
 * The client's messages in SCRAM (RFC 5802, section 7), without channel
 * binding, parsed strictly: anything ambiguous is refused. Pure functions that
 * allocate nothing. Names are used as they are, except for the escapes of ","
 * and "=": the caller prepares them (SASLprep), and decides which names are
 * valid.
 */
#ifndef SHARED_CRYPTO_SCRAM_READ_H
#define SHARED_CRYPTO_SCRAM_READ_H

#include "shared/crypto/scram.h"

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

/*
 * The faults of a message, each of which has a word in RFC 5802
 * (server-error-value).
 */
enum scram_error {
	SCRAM_OK,
	SCRAM_ENCODING, /* not a message of this form, or over a limit */
	SCRAM_EXTENSION, /* an extension that must be understood */
	SCRAM_NAME_ENCODING,
	SCRAM_NO_BINDING, /* the client insists on channel binding */
	SCRAM_PROOF,
	SCRAM_ERRORS
};

/*
 * Returns the word for "e=" of the server's last message; empty for SCRAM_OK.
 */
struct str scram_error_word(enum scram_error error);

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
 * Read a whole message. Unless they return SCRAM_OK, the output is meaningless.
 * Optional extensions (section 5.1) are skipped, but must be well-formed. Names
 * are UTF-8 without NUL; any other rule for them is the caller's.
 */
enum scram_error scram_read_first(struct str text, struct scram_first *first);
enum scram_error scram_read_final(struct str text, struct scram_final *final);

#endif
