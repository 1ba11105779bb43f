/*
 * Letters, which wait for an account that is not connected: lines "ID
 * FROM-TOKEN TEXT" in a file for each. A file is written anew without those
 * that go, and removed with the last one.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LETTERS_H

#include "helpers/journal/journal_names.h"

/* Which letters go: those up to an ID, of one ID, or of a sender before one. */
struct journal_letters_gone {
	uint64_t upto, id;
	struct str from; /* a token, or empty */
	uint64_t before; /* 0: all of the sender */
};

/* Removes letters to an account. False with errno. */
bool journal_letters_remove(
    struct str account, const struct journal_letters_gone *gone);

/* Counts the letters of an account, in the totals. */
void journal_letters_count(struct str account);

#endif
