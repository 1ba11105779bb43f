/*
 * What the keeper does when it is asked. A line of the router, behind "ask", is
 *
 *	NUMBER FROM RANK ROUNDS WHAT ...
 *
 * and what it says, behind "answer", has the NUMBER again, and a word:
 *
 *	make NAME SECRET	done NAME
 *	check NAME SECRET	done NAME
 *	change NAME SECRET	done NAME
 *	plain BASE64		done NAME
 *	scram EXCHANGE BASE64	more BASE64
 *	step EXCHANGE BASE64	done NAME BASE64
 *	remove NAME		done NAME
 *	put group|ban RECORD	done
 *	cut group|ban NAME	done
 *	older			done
 *
 * behind "kept account" or "kept gone" where the accounts are others now;
 * or a code of codes.h in the place of "done", as "not-allowed" for what was a
 * wrong secret; and, of "unavailable", why. A record is as in keeper_store.h.
 * An EXCHANGE is a number that both steps of one have, and no other. "older":
 * all is written anew, without the checksum, which older programs do not know.
 *
 * "again" before WHAT marks a question that a keeper before this one was asked,
 * which may have done it and died before it could say so. Then what is done
 * already is "done": an account of that name and secret was made, one that is
 * not there was removed.
 */
#ifndef SERVER_HELPERS_KEEPER_WORK_H
#define SERVER_HELPERS_KEEPER_WORK_H

#include "base/data/rank.h"
#include "helpers/keeper_batch.h"
#include "helpers/keeper_file.h"
#include "helpers/keeper_scram.h"
#include "shared/clock.h"

struct keeper {
	struct store store;
	struct keeper_file file;
	struct batch *batch;
	usec ahead; /* the wall clock, of the other, when the server began */
};

/* A question, cut to its words. */
struct question {
	uint64_t number;
	struct str from;
	struct rank rank; /* of what is slow */
	uint32_t rounds;
	bool again;
	struct str what;
	struct str rest;
};

/* False: it is none. */
bool keeper_question(struct str text, struct question *question);

/* Does it take its time? */
bool keeper_is_slow(const struct question *question);

/*
 * Does it, and writes the answer, a line with LF, into the buffer; or, of what
 * has changed the store, into the batch, which is not full before, and is to be
 * committed.
 */
void keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer);

/* That it is not done, and why. */
void keeper_refuse(
    const struct question *question, enum code code, struct buf *answer);

#endif
