/*
 * What a client says in SCRAM (RFC 5802, section 7), without channel binding,
 * strictly: what two could read in two ways is refused. Pure functions that
 * allocate nothing. No letter of a name is changed but what stands for a comma
 * or "=": the caller has it prepared (SASLprep), and says what a name can be.
 */
#ifndef SHARED_CRYPTO_SCRAM_READ_H
#define SHARED_CRYPTO_SCRAM_READ_H

#include "shared/crypto/scram.h"

/* A name, its "=2C" and "=3D" undone, and what it takes at most with them. */
#define SCRAM_NAME 64
#define SCRAM_NAME_TEXT (3 * SCRAM_NAME)

/* What a client may say; bytes. The nonce is its own, then both together. */
#define SCRAM_NONCE 128
#define SCRAM_BOTH_NONCES (2 * SCRAM_NONCE)
#define SCRAM_HEADER (2 + 2 + SCRAM_NAME_TEXT + 1) /* "n,a=NAME," */
#define SCRAM_MESSAGE 1024

/* What is wrong; in server-error-value of RFC 5802 each has its word. */
enum scram_error {
	SCRAM_OK,
	SCRAM_ENCODING, /* not a message of that form, or over a limit */
	SCRAM_EXTENSION, /* one that must be understood */
	SCRAM_NAME_ENCODING,
	SCRAM_NO_BINDING, /* the client insists on channel binding */
	SCRAM_PROOF,
	SCRAM_ERRORS
};

/* The word for "e=" of the server's last message; empty for SCRAM_OK. */
struct str scram_error_word(enum scram_error error);

struct scram_name {
	size_t len; /* 0: none was given */
	char at[SCRAM_NAME]; /* not ended by NUL */
};

/*
 * The client's first message, "n,a=AUTHZID,n=USER,r=NONCE". The strings are
 * parts of what was read, and valid as long as that.
 */
struct scram_first {
	struct str header; /* "n,a=AUTHZID,": again in the last message */
	struct str bare; /* what is behind it */
	struct scram_name authzid; /* as whom to act; may be left out */
	struct scram_name user; /* whose password it is */
	struct str nonce;
};

/* The client's last message, "c=HEADER,r=NONCE,p=PROOF". */
struct scram_final {
	struct str bare; /* what is in front of ",p=" */
	struct str nonce; /* the client's, and the server's behind it */
	size_t header_len;
	char header[SCRAM_HEADER]; /* of the first message, if all is right */
	unsigned char proof[SCRAM_KEY];
};

/*
 * Reads a message, from its first byte to its last. On anything but SCRAM_OK
 * what was read is worth nothing. Extensions (section 5.1, "optional") are left
 * out, but must have the form of one. The names are UTF-8 with no NUL; what
 * else they may be is for the caller to say.
 */
enum scram_error scram_read_first(struct str text, struct scram_first *first);
enum scram_error scram_read_final(struct str text, struct scram_final *final);

#endif
