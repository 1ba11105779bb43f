/*
 * A question to the keeper (keeper_work.h) that is worked on, what the keeper
 * has for that, and the changes that all such work makes.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_JOB_H
#define SERVER_HELPERS_KEEPER_KEEPER_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper/keeper_file.h"
#include "helpers/keeper/keeper_store.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/str.h"

/* Bytes of the answer to a change, and of all that wait for one saving. */
#define KEEPER_ANSWER ((size_t)256)
#define KEEPER_ANSWERS (64 * KEEPER_ANSWER)

struct keeper {
	struct store store;
	void *memory; /* of the store */
	struct keeper_file file;
	struct buf waiting; /* answers, until the changes are saved */
	usec ahead; /* wall clock minus monotonic, at the server's start */
};

/* A question, split into its words. */
struct question {
	uint64_t number;
	struct str what;
	struct str rest;
};

/*
 * A question that is worked on: its words, the rest of the answer after its
 * word, and the news to be sent before the answer.
 */
struct keeper_job {
	struct keeper *keeper;
	const struct question *question;
	uint64_t rounds; /* of a hash */
	struct str all; /* the words behind that */
	struct str name; /* the first of them */
	struct str rest; /* after the name: a secret, or the text of a step */
	char news_room[LIMIT_NAME + STR_DIGITS + STORE_FLAGS + 16];
	struct buf news;
	char room[LIMIT_LINE];
	struct buf text;
};

/* Makes a change, by its line (keeper_store.h), to be saved by the commit. */
enum code keeper_change(struct keeper *keeper, struct str line);
#define KEEPER_CHANGE(keeper, ...)                                        \
	keeper_change_words(keeper, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
enum code keeper_change_words(
    struct keeper *keeper, const struct str *words, size_t count);

#endif
