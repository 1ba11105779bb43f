/*
 * Letters, which wait for an account that is not connected: lines "ID
 * FROM-TOKEN TEXT" in a file for each. A file is written anew without those
 * that go, and removed with the last one.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H

#include "helpers/journal/journal_dirs.h"

/* Which letters go: those up to an ID, of one ID, or of a sender before one. */
struct journal_letters_gone {
	uint64_t upto, id;
	struct str from; /* a token, or empty */
	uint64_t before; /* 0: all of the sender */
};

/* Removes letters to an account, and counts the others. False with errno. */
bool journal_letters_remove(
    struct journal_dir *dir, const struct journal_letters_gone *gone);

#endif
