/*
 * The keeper's questions and its answers. A line of the router, after the word
 * "ask", is
 *
 *	NUMBER WHAT ...
 *
 * and the answer, after the word "answer", has the NUMBER again and a word:
 *
 *	make ROUNDS NAME SECRET		done NAME
 *	check ROUNDS NAME SECRET	done NAME
 *	change ROUNDS NAME SECRET	done NAME
 *	plain ROUNDS BASE64		done NAME
 *	scram ROUNDS EXCHANGE FIRST	more BASE64
 *	step ROUNDS EXCHANGE FIRST FINAL	done NAME BASE64
 *	flags NAME LETTERS|-		done NAME
 *	remove NAME			done NAME
 *	put KIND RECORD			done
 *	cut KIND NAME			done
 *	settle group NAME		done
 *
 * A question that makes, flags or removes an account has "kept account" or
 * "kept gone" before its answer. In place of "done" there may be a code of
 * codes.h, such as "not-allowed" for a wrong secret; after "unavailable" comes
 * the reason. ROUNDS are those of a new secret, or of an account that does not
 * exist. A RECORD is as in keeper_store.h. An EXCHANGE is a number that the
 * two steps of one exchange share, and that no other exchange has; FIRST and
 * FINAL are the client's messages. To put a group is to tell it anew: its
 * parts, which are put next, and "settle", which cuts those that were not put,
 * belong to it. What has the NUMBER 0 is not answered; if it cannot be done,
 * the next "settle" is refused.
 *
 * A question may be asked again: a keeper that has died may have done the work
 * and not said so. Work that is done already is answered with "done": the
 * account exists with that name and secret, or what is to be removed does not.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_WORK_H
#define SERVER_HELPERS_KEEPER_KEEPER_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/keeper/keeper_file.h"
#include "helpers/keeper/keeper_store.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Bytes of the answer to a change, and of all that wait for one saving. */
#define KEEPER_ANSWER ((size_t)256)
#define KEEPER_ANSWERS (64 * KEEPER_ANSWER)

struct keeper {
	struct store store;
	void *memory; /* of the store */
	struct keeper_file file;
	struct buf waiting; /* answers, until the changes are saved */
	enum code refused; /* why not all of the group was put; or CODE_OK */
};

/*
 * Does the work of a question, the words behind "ask", and adds the answer, a
 * line with LF, to the buffer; nothing if it is no question. The answer to a
 * change waits until that is saved; there must be room for it before the call
 * (KEEPER_ANSWER). Returns whether that has taken long, for it needs a hash.
 */
bool keeper_work(
    struct keeper *keeper, struct str question, struct buf *answer);

/* Makes a change, by its line (keeper_store.h), to be saved by the commit. */
enum code keeper_change(struct keeper *keeper, struct str line);

/* Adds "kept account ...", without the account's keys. */
void keeper_say_account(const struct store_record *record, struct buf *buf);

/*
 * Saves all changes, and adds what waits to the buffer, which has
 * KEEPER_ANSWERS of room. If that fails, none has happened, and all are refused
 * with the reason. Returns false if the keeper has to end, because the store
 * cannot be read again.
 */
bool keeper_commit(struct keeper *keeper, struct buf *answer);

#endif
