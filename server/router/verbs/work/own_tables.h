/*
 * The tables of clients that are logged in, which are in the journal's store as
 * those of their accounts. The rows of the account come into the client's table
 * after its login (verbs/history/own_rows.h); rows that it had before are the
 * account's once its rows are known, or as the client leaves before that; or
 * they go if there is no room. When the client logs out, its account's rows
 * stay with the account, but for those that are held.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_OWN_TABLES_H
#define SERVER_ROUTER_VERBS_WORK_OWN_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/str.h"

struct row_texts;

/*
 * Note that the client has logged in, and that it is about to log out or to
 * change its account.
 */
void own_tables_begin(uint32_t client);
void own_tables_end(uint32_t client);

/*
 * Returns whether commands of the client about its own table have to wait for
 * its account's rows, and sets until when the line waits: for hold_time at
 * most.
 */
bool own_tables_must_wait(uint32_t client);

/*
 * Returns the next client whose account's rows are to be read, which is being
 * read then until own_tables_put_on has ended; CLIENT_NONE: there is none.
 * own_tables_is_read returns whether it still is, and own_tables_again has it
 * read anew later. own_tables_loaded notes that all rows were taken.
 */
uint32_t own_tables_next(void);
bool own_tables_is_read(uint32_t client);
void own_tables_again(uint32_t client);
void own_tables_loaded(uint32_t client);

/*
 * Puts the rows from before the login into the store, then, from the last key
 * to the first; those that the account has no room for go. Returns false if it
 * has to be called again, in another turn: the turn's budget is spent, or too
 * much waits for the journal. The key says how far it is; empty at first.
 */
bool own_tables_put_on(uint32_t client, char key[LIMIT_KEY + 1]);

/*
 * Puts a row of the account into the client's table, and tells those who hear
 * of it, unless the client has such a key. A row that the table has no room for
 * stays in the store.
 */
void own_tables_take(uint32_t client, const struct row_texts *texts);

#endif
