/*
 * How much of the journal's store the table of an account takes, whichever of
 * its keys are in the tables of its clients: known for accounts that somebody
 * is logged in to, since their rows were last read (own_tables.h).
 */
#ifndef SERVER_ROUTER_VERBS_WORK_OWN_SHARES_H
#define SERVER_ROUTER_VERBS_WORK_OWN_SHARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row;

/*
 * Note that the rows of the client's account are going to be read, and then
 * that they were so many, with so many bytes (row_size).
 */
void own_shares_begin(uint32_t client);
void own_shares_set(uint32_t client, size_t rows, size_t bytes);

/* Notes that the client is about to log out, or to change its account. */
void own_shares_end(uint32_t client);

/* Sets the most rows and bytes that the table of one account may have now. */
void own_shares_most(uint64_t *rows, uint64_t *bytes);

/*
 * own_shares_allow returns whether the account may have the row, in place of
 * the old one, or null: a table has table_keys keys and a tenth of table_max at
 * most, and a tenth of what all of them leave. own_shares_replace notes that it
 * has the row, or null, in place of that.
 */
bool own_shares_allow(
    uint32_t client, const struct row *row, const struct row *old);
void own_shares_replace(
    uint32_t client, const struct row *row, const struct row *old);

#endif
