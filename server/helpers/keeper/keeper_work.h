/*
 * The keeper's questions and its answers. A line of the router, after the word
 * "ask", is
 *
 *	NUMBER FROM LANE ROUNDS WHAT ...
 *
 * and the answer, after the word "answer", has the NUMBER again and a word:
 *
 *	make NAME SECRET	done NAME
 *	check NAME SECRET	done NAME
 *	change NAME SECRET	done NAME
 *	plain BASE64		done NAME
 *	scram EXCHANGE FIRST	more BASE64
 *	step EXCHANGE FIRST FINAL	done NAME BASE64
 *	flags NAME LETTERS|-	done NAME
 *	remove NAME		done NAME
 *	put KIND RECORD		done
 *	cut ban|ended NAME	done
 *	cut group NAME		done
 *	end group NAME		done
 *	settle group NAME	done
 *
 * A question that makes, flags or removes an account has "kept account" or
 * "kept gone" before its answer. In place of "done" there may be a code of
 * codes.h, such as "not-allowed" for a wrong secret; after "unavailable" comes
 * the reason. A RECORD is as in keeper_record.h. An EXCHANGE is a number that
 * the two steps of one exchange share, and that no other exchange has; FIRST
 * and FINAL are the client's messages. To put a group is to tell it anew: its
 * parts, which are put next, and "settle", which cuts those that were not put,
 * belong to it. "remove" and "end" put a record "ended" for the account, its
 * groups, or the group, at once; until it is cut, a new one of its name is
 * "slow-down".
 *
 * The word "again" before WHAT marks a question that was already put to an
 * earlier keeper, which may have done the work and died before it could say so.
 * Work that is done already is then answered with "done": the account exists
 * with that name and secret, or the account to be removed does not exist.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_WORK_H
#define SERVER_HELPERS_KEEPER_KEEPER_WORK_H

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
	bool is_known; /* slow work for it goes before that of others */
	uint32_t rounds;
	bool again;
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
	struct str name; /* the first word */
	struct str rest; /* after the name: a secret, or the text of a step */
	char news_room[LIMIT_NAME + STR_DIGITS + STORE_FLAGS + 16];
	struct buf news;
	char room[LIMIT_LINE];
	struct buf text;
};

/* Reads a question; returns false if the text is none. */
bool keeper_read_question(struct str text, struct question *question);

/* Returns whether the question takes long to answer. */
bool keeper_is_slow(const struct question *question);

/*
 * Does the work, and adds the answer, a line with LF, to the buffer. The answer
 * to a change waits until that is saved; there must be room for it before the
 * call (KEEPER_ANSWER).
 */
void keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer);

/* Adds the answer that the question is refused with that code. */
void keeper_refuse(
    const struct question *question, enum code code, struct buf *answer);

/*
 * Saves all changes, and adds what waits to the buffer, which has
 * KEEPER_ANSWERS of room. If that fails, none has happened, and all are refused
 * with the reason. Returns false if the keeper has to end, because the store
 * cannot be read again.
 */
bool keeper_commit(struct keeper *keeper, struct buf *answer);

/* Makes a change, by its line (keeper_store.h), to be saved by the commit. */
enum code keeper_change(struct keeper *keeper, struct str line);
#define KEEPER_CHANGE(keeper, ...)                                        \
	keeper_change_words(keeper, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
enum code keeper_change_words(
    struct keeper *keeper, const struct str *words, size_t count);

/*
 * Returns whether the past of an earlier account (mark "@") or group (no mark)
 * of that name has not ended yet.
 */
bool keeper_has_ended(
    const struct keeper *keeper, struct str mark, struct str name);

#endif
