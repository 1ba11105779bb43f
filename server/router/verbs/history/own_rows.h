/*
 * Reads the rows of accounts (verbs/work/own_tables.h) for clients that have
 * logged in, a few at a time. An account inherits nothing from an earlier one
 * of its name: older rows are cut.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_OWN_ROWS_H
#define SERVER_ROUTER_VERBS_HISTORY_OWN_ROWS_H

/* Takes the next steps; to be called in each turn. */
void own_rows_turn(void);

#endif
