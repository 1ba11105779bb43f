/*
 * The server's side of SCRAM-SHA-256 for many at once: what was said in the
 * first of two steps is kept under a number until the second. Who knows no such
 * account goes on as if there were one. Used by keeper_work.c.
 */
#ifndef SERVER_HELPERS_KEEPER_SCRAM_H
#define SERVER_HELPERS_KEEPER_SCRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper_store.h"
#include "shared/base64.h"
#include "shared/codes.h"
#include "shared/scram_read.h"

/* That are under way at once; of more the oldest are forgotten. */
#define SCRAM_TALKS 128

/* The server's first message: "r=BOTHNONCES,s=SALT,i=ROUNDS". */
#define SCRAM_SERVER_FIRST (SCRAM_BOTH_NONCES + 64)

/* What either side says, in Base64. */
#define SCRAM_TEXT BASE64_TEXT(SCRAM_MESSAGE)

struct scram_talk {
	uint64_t number; /* 0: none */
	uint64_t age;
	bool is_known; /* there is such an account */
	struct store_name name; /* as it is spelled there */
	struct scram_keys keys;
	size_t header_len, bare_len, server_len, nonce_len;
	char header[SCRAM_HEADER];
	char bare[SCRAM_MESSAGE];
	char server[SCRAM_SERVER_FIRST];
	char nonce[SCRAM_BOTH_NONCES];
};

struct scram_talks {
	struct scram_talk *talk; /* SCRAM_TALKS of them, zeroed */
	uint64_t begun; /* ever */
};

/* Nobody can tell an account that is not there from one that is. */
void scram_invent(const struct store *store, struct str name, uint32_t rounds,
    struct store_account *account);

/*
 * The client's first message in Base64: what to answer, likewise, comes into
 * the buffer. CODE_OK, or what is wrong: CODE_BAD_TEXT for what is no such
 * message, CODE_NOT_ALLOWED for who wants to act as another, CODE_UNAVAILABLE.
 */
enum code scram_begin(struct scram_talks *talks, const struct store *store,
    uint64_t number, uint32_t rounds, struct str text, struct buf *answer);

/*
 * The last one: CODE_OK, and whose account it is, with what proves that we know
 * it; CODE_NOT_ALLOWED: the proof is wrong; CODE_UNAVAILABLE: nothing is known
 * of the first. Whatever comes of it, it is forgotten.
 */
enum code scram_finish(struct scram_talks *talks, uint64_t number,
    struct str text, struct store_name *name, struct buf *answer);

void scram_forget(struct scram_talks *talks, uint64_t number);

#endif
