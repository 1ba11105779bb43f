/*
 * The keeper: the process that computes slow hashes and keeps the accounts,
 * and what else has to last, in a file (keeper_store.h). Its socket is no
 * socket, but the directory of that file, or an object without a name. When it
 * begins it tells what there is, "kept ..." a line:
 *
 *	kept cloak KEY
 *	kept account NAME MADE
 *	kept group RECORD
 *	kept ban RECORD
 *	kept all
 *
 * later "kept account" of a new one and "kept gone NAME" of one that is no
 *more; and answers what it is asked (keeper_work.h), each when it is done.
 *Where there is too much to do it says so at once. It dies when the file cannot
 *be read, and leaves that as it is.
 */
#ifndef SERVER_HELPERS_KEEPER_H
#define SERVER_HELPERS_KEEPER_H

#include "fork/given.h"

int keeper_main(const struct given *given);

#endif
