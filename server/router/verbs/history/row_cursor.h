/*
 * A walk through all rows that last (verbs/work/lasting.h), as the server has
 * them: it puts one after the other into the journal's store. Rows that come or
 * go meanwhile are logged by themselves.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_ROW_CURSOR_H
#define SERVER_ROUTER_VERBS_HISTORY_ROW_CURSOR_H

#include <stdbool.h>

/* Begins with the first row. */
void row_cursor_begin(void);

/* Puts the next row. Returns false if there are no more. */
bool row_cursor_put(void);

#endif
