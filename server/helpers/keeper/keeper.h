/*
 * The keeper: the process that computes slow hashes and keeps the accounts, and
 * everything else that has to last, in a file (keeper_file.h). In place of a
 * socket it is given the directory of that file, or a memory object without a
 * name. When it starts it reports all that it has, in lines of "kept ...":
 *
 *	kept cloak KEY
 *	kept account NAME MADE [FLAGS]
 *	kept group|topic|mask|role|ban RECORD
 *	kept torn BYTES	if a last line was not whole, and is cut off
 *	kept all
 *
 * Later it sends "kept account" for each new account and "kept gone NAME" for
 * each one that was removed. It answers each question (keeper_work.h) when the
 * work is done. If the file cannot be read, it exits and leaves the file as it
 * is.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_H
#define SERVER_HELPERS_KEEPER_KEEPER_H

#include "process/fork/child.h"

int keeper_main(const struct child_args *given);

#endif
