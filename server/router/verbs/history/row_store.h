/*
 * The journal's store of what lasts (verbs/work/lasting.h), as the router uses
 * it: a server that starts reads all of it before the first client comes, and
 * each change is logged from then on.
 *
 * If the two may differ, because changes were lost, another program ran
 * meanwhile, or the configuration has other boxes and tables, the store is made
 * to agree with the server: rows that the server does not have are cut, and
 * those that it has are put, a few at a time. A store that could not be read at
 * the start is read as soon as there is a journal; until then its rows are
 * missing, and nothing of it is cut. It is read only after the keeper has
 * reported the registered groups, whose rows are among them.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_ROW_STORE_H
#define SERVER_ROUTER_VERBS_HISTORY_ROW_STORE_H

#include <stdbool.h>

/* Begins to read the store, when a server starts. */
void row_store_open(void);

/*
 * Returns whether a start waits for the store: each step may take hold_time,
 * then the server is ready without it.
 */
bool row_store_is_awaited(void);

/* Looks at what lasts after the configuration was used. */
void row_store_review(void);

/* Takes the next steps; to be called in each turn. */
void row_store_turn(void);

/*
 * Logs, when the last client of a stopping server has gone, what of the boxes
 * is not logged with each change, and rows that are still to be put. A store
 * that was never read is left as it is.
 */
void row_store_close(void);

#endif
