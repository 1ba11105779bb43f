/*
 * The keeper: the process that computes slow hashes and keeps the accounts, and
 * everything else that has to last, in a file (keeper_store.h). In place of a
 * socket it is given the directory of that file, or a memory object without a
 * name. When it starts it reports all that it has, in lines of "kept ...":
 *
 *	kept KIND RECORD	the cloak first; an account has only its name,
 *				MADE, ROUNDS and FLAGS
 *	kept all
 *
 * Later it sends "kept account" for each new account and "kept gone NAME" for
 * each one that was removed. It exits if it cannot read the file, which stays.
 *
 * A question is "ask NUMBER WHAT ...", and its answer, when the work is done,
 * "answer NUMBER WORD ...":
 *
 *	make ROUNDS NAME SECRET		done NAME
 *	check ROUNDS NAME SECRET	done NAME
 *	change ROUNDS NAME SECRET	done NAME
 *	scram ROUNDS FIRST		more SERVER
 *	step ROUNDS FIRST SERVER FINAL	done NAME BASE64
 *	flags NAME LETTERS|-		done NAME
 *	put KIND RECORD			done
 *	cut KIND NAME			done, or done NAME of an account
 *	settle group NAME		done
 *
 * A question that makes, flags or removes an account has "kept account" or
 * "kept gone" before its answer. In place of "done" there may be a code of
 * codes.h, such as "not-allowed" for a wrong secret. ROUNDS are those of a new
 * secret. FIRST, SERVER and FINAL are the messages of SCRAM, in Base64.
 *
 * What has the NUMBER 0 is not answered. So all of a group is told anew, from
 * "cut group" to "settle", which saves it whole, or nothing of it; if it has a
 * number, its answer says which. "answer 0 unavailable REASON" says why changes
 * cannot be saved, or the file cannot be read.
 *
 * A question may be asked again: a keeper that has died may have done the work
 * and not said so. Work that is done already is answered with "done": the
 * account exists with that name and secret, or what is to be removed does not.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_H
#define SERVER_HELPERS_KEEPER_KEEPER_H

#include <stdbool.h>

#include "helpers/keeper/keeper_store.h"
#include "process/fork/child.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/str.h"

struct keeper {
	struct store store;
	enum code refused; /* why not all of the group was put; or CODE_OK */
	bool failed; /* the store cannot be read again: the keeper has to end */
};

/* The most bytes that a question adds to the buffer. */
#define KEEPER_ANSWER ((size_t)2 * LIMIT_LINE)

int keeper_main(const struct child_args *given);

/*
 * Does the work of a question, the words behind "ask", and adds the answer,
 * lines with LF, to the buffer, which has room for it; nothing if it is no
 * question. A change is saved before it is answered; of a group that is told
 * anew, all together, unless that has no room. If saving fails, nothing has
 * happened. Returns whether the work has taken long: it needed a hash, or was
 * saved.
 */
bool keeper_work(
    struct keeper *keeper, struct str question, struct buf *answer);

#endif
