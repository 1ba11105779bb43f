/*
 * The keeper's questions and its answers. A line of the router, after the word
 * "ask", is
 *
 *	NUMBER FROM RANK ROUNDS WHAT ...
 *
 * and the answer, after the word "answer", has the NUMBER again and a word:
 *
 *	make NAME SECRET	done NAME
 *	check NAME SECRET	done NAME
 *	change NAME SECRET	done NAME
 *	plain BASE64		done NAME
 *	scram EXCHANGE BASE64	more BASE64
 *	step EXCHANGE BASE64	done NAME BASE64
 *	flags NAME LETTERS|-	done NAME
 *	remove NAME		done NAME
 *	put group|ban RECORD	done
 *	cut group|ban NAME	done
 *	cut ended @NAME|GROUP	done
 *	end group NAME		done
 *	older			done
 *
 * A question that makes, flags or removes an account has "kept account" or
 * "kept gone" before its answer. In place of "done" there may be a code of
 * codes.h, such as "not-allowed" for a wrong secret; after "unavailable" comes
 * the reason. A RECORD is as in keeper_record.h. An EXCHANGE is a number that
 * the two steps of one exchange share, and that no other exchange has.
 * "remove" and "end" put a record "ended" for the account, its groups, or the
 * group, at once; until it is cut, a new one of its name is "slow-down".
 * "older" writes the store again without the checksum, which older programs do
 * not know.
 *
 * The word "again" before WHAT marks a question that was already put to an
 * earlier keeper, which may have done the work and died before it could say so.
 * Work that is done already is then answered with "done": the account exists
 * with that name and secret, or the account to be removed does not exist.
 */
#ifndef SERVER_HELPERS_KEEPER_WORK_H
#define SERVER_HELPERS_KEEPER_WORK_H

#include <stdbool.h>

#include "helpers/keeper_job.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Reads a question; returns false if the text is none. */
bool keeper_read_question(struct str text, struct question *question);

/* Returns whether the question takes long to answer. */
bool keeper_is_slow(const struct question *question);

/*
 * Does the work, and adds the answer, a line with LF, to the buffer. The answer
 * to a change of the store goes to the batch instead, which must not be full
 * before the call, and which the caller commits.
 */
void keeper_work(
    struct keeper *keeper, const struct question *question, struct buf *answer);

/* Adds the answer that the question is refused with that code. */
void keeper_refuse(
    const struct question *question, enum code code, struct buf *answer);

#endif
