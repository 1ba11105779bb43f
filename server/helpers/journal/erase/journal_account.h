/*
 * The pass through all files for the events of an account, which may be in any
 * target.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ACCOUNT_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ACCOUNT_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/erase/journal_tags.h"

struct journal_account {
	struct journal_overwrite *overwrite; /* the caller's */
	uint64_t key, at; /* the place of the next line */
	struct journal_tags tags; /* before that place */
};

/* Begins with the first file. */
void journal_account_begin(
    struct journal_account *account, struct journal_overwrite *overwrite);

/*
 * Carries out the order in some lines. At the end, what was overwritten is
 * synced.
 */
enum journal_pass journal_account_go_on(
    struct journal_account *account, const struct journal_order *order);

#endif
